import { isIP } from 'net';
import { dns1123LabelError, dns1123SubdomainError, qualifiedNameError } from '../../../grammar/formats';
import type { Report } from '../report';
import { addAt, all, at, between, differ, each, fields, form, isUnset, listOf, missing, objectOf, oneOf, required, type Rule, strictForm } from './rules';
import { cidr, endpointIpError, ipError, labels, port, portOrName, protocol } from './texts';

const rules = fields({
  spec: all(fields({
    type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
    ports: all(
      each(fields({
        name: form(dns1123LabelError), port: required(port), protocol, targetPort: portUnlessUnset, appProtocol: strictForm(qualifiedNameError),
      })),
      differ('name', ({ name }) => (isUnset(name) ? undefined : String(name))),
      differ('port', (p) => (isUnset(p.port) ? undefined : `${p.port} ${p.protocol || 'TCP'}`)),
      differ('nodePort', (p) => (isUnset(p.nodePort) ? undefined : `${p.nodePort} ${p.protocol || 'TCP'}`)),
    ),
    selector: labels,
    sessionAffinity: oneOf('None', 'ClientIP'),
    externalIPs: each(strictForm(endpointIpError)),
    ipFamilies: all(each(required(oneOf('IPv4', 'IPv6'))), differ('family', String)),
    ipFamilyPolicy: required_(oneOf('SingleStack', 'PreferDualStack', 'RequireDualStack')),
    internalTrafficPolicy: required_(oneOf('Cluster', 'Local')),
    externalTrafficPolicy: oneOf('Cluster', 'Local'),
    trafficDistribution: required_(oneOf('PreferClose', 'PreferSameZone', 'PreferSameNode')),
    loadBalancerSourceRanges: each(cidr),
    loadBalancerClass: strictForm(qualifiedNameError),
  }), together),
});

/** A target port of 0 or '' means the port itself. */
function portUnlessUnset(value: any, report: Report): void {
  if (!isUnset(value)) portOrName(value, report);
}

/** A pointer in Go: an empty text counts as set, and is rejected. */
function required_(rule: Rule): Rule {
  return (value, report) => (value === '' ? required(rule) : rule)(value, report);
}

function together(value: any, report: Report): void {
  const spec = objectOf(value);
  const { clusterIP, externalName } = spec;
  const type = isUnset(spec.type) ? 'ClusterIP' : spec.type;
  const clusterIPs: any[] = isUnset(clusterIP) || !isUnset(spec.clusterIPs) ? listOf(spec.clusterIPs) : [clusterIP];
  const isHeadless = clusterIPs.length === 1 && clusterIPs[0] === 'None';
  const ports = listOf(spec.ports);
  if (!ports.length && !isHeadless && type !== 'ExternalName') missing(report, 'ports');
  if (ports.length > 1) ports.forEach((p, i) => { if (isUnset(objectOf(p).name)) at(report, 'ports', () => missing(report, 'name', [...report.path, i], ', but a Service with several ports requires it')); });
  if (isHeadless && (type === 'LoadBalancer' || type === 'NodePort')) clash('clusterIP', `clusterIP: None and type ${type} are mutually exclusive`, 'remove clusterIP, or set the type to ClusterIP');
  if (type === 'ExternalName') {
    const name = typeof externalName === 'string' ? externalName.replace(/\.$/, '') : externalName;
    if (isUnset(name)) missing(report, 'externalName');
    else at(report, 'externalName', () => form(dns1123SubdomainError)(name, report));
    for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) if (!isUnset(spec[field])) clash(field, `'${field}' is not allowed with type ExternalName`, `remove '${field}'`);
    if (!isUnset(clusterIP)) clash('clusterIP', "'clusterIP' is not allowed with type ExternalName", "remove 'clusterIP'");
  } else {
    addresses(spec, clusterIPs, isHeadless, report);
  }
  if (type === 'ClusterIP') ports.forEach((p, i) => { if (!isUnset(objectOf(p).nodePort)) addAt(report, ['ports', i, 'nodePort'], 'MESH018', "'nodePort' is not allowed with type ClusterIP", "remove 'nodePort', or set the type to NodePort or LoadBalancer"); });
  affinity(spec, report);
  if (type !== 'LoadBalancer') {
    for (const field of ['loadBalancerSourceRanges', 'loadBalancerClass', 'allocateLoadBalancerNodePorts']) {
      if (spec[field] !== undefined && spec[field] !== null && !(Array.isArray(spec[field]) && !spec[field].length)) clash(field, `'${field}' is allowed with type LoadBalancer only, got ${type}`, `remove '${field}'`);
    }
  }
  const isOutside = type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && listOf(spec.externalIPs).length > 0);
  if (!isUnset(spec.externalTrafficPolicy) && !isOutside) clash('externalTrafficPolicy', `'externalTrafficPolicy' is allowed only for Services that are reachable from outside, got type ${type}`, "remove 'externalTrafficPolicy'");
  if (!isUnset(spec.healthCheckNodePort)) {
    if (type !== 'LoadBalancer' || spec.externalTrafficPolicy !== 'Local') clash('healthCheckNodePort', "'healthCheckNodePort' is allowed only with type LoadBalancer and externalTrafficPolicy Local", "remove 'healthCheckNodePort'");
    else at(report, 'healthCheckNodePort', () => port(spec.healthCheckNodePort, report));
  }

  function clash(field: string, message: string, fix: string): void {
    addAt(report, [field], 'MESH018', message, fix);
  }
}

function addresses(spec: any, clusterIPs: any[], isHeadless: boolean, report: Report): void {
  const { clusterIP } = spec;
  if (!isUnset(spec.clusterIPs)) {
    if (isUnset(clusterIP) ? clusterIPs[0] === '' : clusterIPs[0] !== clusterIP) addAt(report, ['clusterIPs'], 'MESH018', "the first of 'clusterIPs' must be 'clusterIP'", "remove one of 'clusterIP' and 'clusterIPs'");
  }
  clusterIPs.forEach((ip, i) => {
    const keys = isUnset(spec.clusterIPs) ? ['clusterIP'] : ['clusterIPs', i];
    if (ip === 'None' && i === 0) {
      if (clusterIPs.length > 1) addAt(report, keys, 'MESH018', "'None' must be the only value", 'keep only None, or only addresses');
    } else if (typeof ip === 'string' && ipError(ip)) {
      addAt(report, keys, 'MESH015', `'${ip}' ${ipError(ip)}, or None`, 'remove it, and the cluster allocates an address');
    }
  });
  const kinds = clusterIPs.map((ip) => isIP(String(ip)));
  if (clusterIPs.length > 2 || (clusterIPs.length === 2 && kinds[0] === kinds[1] && kinds[0])) addAt(report, ['clusterIPs'], 'MESH016', 'may contain one address of each family', 'keep one IPv4 address and one IPv6 address');
  if (isHeadless) return;
  listOf(spec.ipFamilies).forEach((family, i) => {
    const kind = kinds[i];
    if (kind && (family === 'IPv4' || family === 'IPv6') && family !== `IPv${kind}`) addAt(report, ['ipFamilies', i], 'MESH018', `${clusterIPs[i]} is not an address of ${family}`, `use IPv${kind}, or another address`);
  });
}

function affinity(spec: any, report: Report): void {
  if (spec.sessionAffinity !== 'ClientIP') return; // its configuration is dropped
  const { timeoutSeconds } = objectOf(objectOf(spec.sessionAffinityConfig).clientIP);
  at(report, 'sessionAffinityConfig', () => at(report, 'clientIP', () => at(report, 'timeoutSeconds', () => between(1, 86400)(timeoutSeconds, report))));
}

/** Problems that the API server's validation reports for a Service. */
export const service: Rule = rules;

const endpointPort = (several: boolean): Rule => all(fields({
  name: form(dns1123LabelError), port: required(port), protocol, appProtocol: strictForm(qualifiedNameError),
}), (value, report) => {
  if (several && isUnset(objectOf(value).name)) missing(report, 'name');
});
const address = fields({ ip: required(strictForm(endpointIpError)), hostname: form(dns1123LabelError), nodeName: strictForm(dns1123SubdomainError) });

/** Problems that the API server's validation reports for Endpoints. */
export const endpoints: Rule = fields({
  subsets: each((subset, report) => {
    const { addresses: ready, notReadyAddresses, ports } = objectOf(subset);
    if (!listOf(ready).length && !listOf(notReadyAddresses).length) missing(report, 'addresses');
    fields({ addresses: each(address), notReadyAddresses: each(address), ports: each(endpointPort(listOf(ports).length > 1)) })(subset, report);
  }),
});

/** Problems that the API server's validation reports for an EndpointSlice. */
export const endpointSlice: Rule = (object, report) => {
  const { addressType } = objectOf(object);
  const family = addressType === 'IPv4' ? 4 : addressType === 'IPv6' ? 6 : 0;
  const one: Rule = !family ? form(dns1123SubdomainError) : strictForm((text) => (endpointIpError(text) ?? (isIP(text) === family ? undefined : `must be an address of ${addressType}`)));
  fields({
    addressType: required(oneOf('IPv4', 'IPv6', 'FQDN')),
    endpoints: each(fields({ addresses: required(each(one), (value, r) => { if (listOf(value).length > 100) r.add('MESH016', 'may contain at most 100 addresses', 'split them into several endpoints'); }), hostname: strictForm(dns1123LabelError), nodeName: strictForm(dns1123SubdomainError) })),
    ports: all(
      each(fields({ name: form(dns1123LabelError), protocol: required_(protocol), appProtocol: strictForm(qualifiedNameError) })),
      differ('name', ({ name }) => String(name ?? '')),
    ),
  })(object, report);
};
