import { checkExportTo, checkSelector } from './attachment';
import { checkClientTls } from './client-tls';
import { checkConnectionPool, checkOutlierDetection } from './connection-pool';
import { checkSubsetName } from './destination';
import { checkReadable } from './durations';
import { fqdnError, wildcardDomainError } from './hosts';
import { checkLabels } from './labels';
import { checkLoadBalancer } from './load-balancer';
import { Place } from './place';
import { checkPort } from './ports';
import { show } from './problem';
import { Fields, isSet, list, number, object, objects, text } from './values';
import { isIpAddress } from '../grammar/ip';

/** DestinationRule: traffic settings for a host, its ports and its subsets. */
export function destinationRule(spec: Fields, place: Place, _manifest: Fields, namespace: string): void {
  const error = wildcardDomainError(text(spec.host));
  if (error) place.at('host').error('MESH101', error, "use a service's name, a fully qualified name, or '*.DOMAIN'");
  if (spec.trafficPolicy) checkTrafficPolicy(spec.trafficPolicy, namespace, place.at('trafficPolicy'));

  const names = new Set<string>();
  for (const [subset, i] of objects(spec.subsets)) {
    const at = place.at('subsets', i);
    const name = text(subset.name);
    if (names.has(name)) at.at('name').error('MESH103', `subset ${show(name)} already exists`, 'rename one of the two, or merge them');
    names.add(name);
    checkSubsetName(name, at.at('name'));
    if (subset.labels) checkLabels(subset.labels, at.at('labels'));
    if (subset.trafficPolicy) checkTrafficPolicy(subset.trafficPolicy, namespace, at.at('trafficPolicy').ours());
  }
  checkExportTo(spec, namespace, place, { selected: object(spec.workloadSelector) !== undefined });
  if (spec.workloadSelector) checkSelector(spec.workloadSelector, 'matchLabels', place.at('workloadSelector'));
}

const PARTS = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'];
const SETTINGS = [...PARTS, 'tunnel', 'proxyProtocol', 'retryBudget'];

function checkTrafficPolicy(policy: unknown, namespace: string, place: Place): void {
  const given = object(policy);
  if (!given) return;
  if (given.retryBudget) checkReadable(object(given.retryBudget)?.budgetInterval, place.at('retryBudget', 'budgetInterval'));
  const isEmpty = !SETTINGS.some((part) => object(given[part])) && !list(given.portLevelSettings).length;
  if (isEmpty) return place.error('MESH104', 'the traffic policy has no settings', 'add a setting, or remove trafficPolicy');
  if (object(given.tunnel) && object(given.proxyProtocol)) return place.error('MESH105', 'tunnel and proxyProtocol can\'t be set together', 'keep tunnel or proxyProtocol');
  checkParts(given, namespace, place);
  for (const [port, i] of objects(given.portLevelSettings)) {
    const at = place.at('portLevelSettings', i);
    if (!object(port.port)) at.error('MESH104', 'port-level settings need the port', 'add port.number');
    if (!PARTS.some((part) => object(port[part]))) at.error('MESH104', 'the entry for the port has no settings', 'add a setting, or remove the entry');
    else checkParts(port, namespace, at.ours());
  }
  if (given.tunnel) checkTunnel(given.tunnel, place.at('tunnel'));
}

function checkParts(policy: Fields, namespace: string, place: Place): void {
  if (policy.outlierDetection) checkOutlierDetection(policy.outlierDetection, place.at('outlierDetection'));
  if (policy.connectionPool) checkConnectionPool(policy.connectionPool, place.at('connectionPool'));
  if (policy.loadBalancer) checkLoadBalancer(policy.loadBalancer, object(policy.outlierDetection), place.at('loadBalancer'));
  if (policy.tls) checkClientTls(policy.tls, namespace, place.at('tls'));
}

function checkTunnel(tunnel: unknown, place: Place): void {
  const given = object(tunnel);
  if (!given) return;
  if (!['', 'CONNECT', 'POST'].includes(text(given.protocol))) place.at('protocol').error('MESH106', `${show(given.protocol)} does not support a tunnel`, 'use CONNECT or POST');
  const host = text(given.targetHost);
  const error = fqdnError(host);
  if (error && !isIpAddress(host)) place.at('targetHost').error('MESH101', `the tunnel's target is neither a host nor an address: ${error}`, 'use a fully qualified name or an IP address');
  if (isSet(given.targetPort)) checkPort(number(given.targetPort), place.at('targetPort'));
}
