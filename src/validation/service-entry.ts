import { checkExportTo, checkSelector } from './attachment';
import { fqdnError, partialWildcardError, wildcardDomainError } from './hosts';
import { checkLabels } from './labels';
import { Place } from './place';
import { checkPort, checkPortName, checkProtocol, protocols } from './ports';
import { show } from './problem';
import { Fields, entries, list, number, object, objects, text, texts } from './values';
import { checkSubnet } from './virtual-service';
import { checkWorkload } from './workload';
import { isIpAddress } from '../grammar/ip';

/** ServiceEntry: external hosts, their ports, and how addresses are resolved. */
export function serviceEntry(spec: Fields, place: Place, manifest: Fields, namespace: string): void {
  checkSelector(spec.workloadSelector, 'labels', place.at('workloadSelector'));
  const resolution = text(spec.resolution) || 'NONE';
  checkHosts(spec, resolution, place);
  for (const [address, i] of texts(spec.addresses)) checkSubnet(address, place.at('addresses', i));
  const labels = object(object(manifest.metadata)?.labels) ?? {};
  checkPorts(spec, resolution, labels, place);
  checkEndpoints(spec, resolution, place);
  if (resolution === 'DYNAMIC_DNS') checkDynamic(spec, labels, place);

  const plain = objects(spec.ports).find(([port]) => !protocols.isHttp(text(port.protocol)) && !protocols.isTls(text(port.protocol)));
  if (resolution !== 'NONE' && list(spec.hosts).length > 1 && plain) {
    place.at('ports', plain[1]).error('MESH105', `on a port with protocol ${show(text(plain[0].protocol) || 'TCP')} several hosts can't be distinguished`, 'use a separate ServiceEntry for each host');
  }
  checkExportTo(spec, namespace, place, { serviceEntry: true });
}

function checkHosts(spec: Fields, resolution: string, place: Place): void {
  const hosts = texts(spec.hosts);
  if (!hosts.length) place.at('hosts').error('MESH104', 'a ServiceEntry needs at least one host', 'add hosts');
  for (const [host, i] of hosts) {
    if (host === '*') continue; // guaranteed by the schema
    const at = place.at('hosts', i);
    const error = wildcardDomainError(host);
    if (error) at.error('MESH101', error, "use a fully qualified name or '*.DOMAIN'");
    const partial = partialWildcardError(host);
    if (partial && resolution !== 'DYNAMIC_DNS') at.warn('MESH101', `${partial}, which matches nothing`, "use '*.DOMAIN'");
    if (resolution === 'DYNAMIC_DNS' && !host.startsWith('*')) at.error('MESH101', `DYNAMIC_DNS is for wildcards, got ${show(host)}`, "use '*.DOMAIN', or resolution DNS");
  }
}

function checkPorts(spec: Fields, resolution: string, labels: Fields, place: Place): void {
  // istiod assigns addresses to hosts without one, unless that is disabled or unnecessary
  const isAllocated = resolution !== 'NONE' && text(labels['networking.istio.io/enable-autoallocate-ip']).toLowerCase() !== 'false';
  const names = new Set<string>();
  for (const [port, i] of objects(spec.ports)) {
    const at = place.at('ports', i);
    const name = text(port.name);
    if (names.has(name)) at.at('name').error('MESH103', `port ${show(name)} already exists`, 'use a different name for each port');
    names.add(name);
    if (number(port.targetPort) !== 0) checkPort(number(port.targetPort), at.at('targetPort'));
    if (!list(spec.addresses).length && !isAllocated && ['', 'TCP'].includes(text(port.protocol))) {
      at.warn('MESH124', 'a TCP port without addresses matches every address, so it captures the traffic of other services on this port', 'set addresses, or allow them to be allocated', 'IST0133');
    }
    checkPortName(name, at.at('name'));
    checkProtocol(text(port.protocol), at.at('protocol'));
    checkPort(number(port.number), at.at('number'));
  }
}

function checkEndpoints(spec: Fields, resolution: string, place: Place): void {
  const endpoints = objects(spec.endpoints);
  const ports = objects(spec.ports).map(([port]) => text(port.name));
  if (resolution === 'NONE') {
    if (object(spec.workloadSelector)) {
      place.at('workloadSelector').warn('MESH124', 'resolution NONE uses the address that the client called; the selected workloads are not used', 'use resolution STATIC');
    }
    return;
  }
  if (resolution === 'STATIC') {
    for (const [endpoint, i] of endpoints) checkWorkload(endpoint, place.at('endpoints', i), { ports, isStatic: true });
  }
  if (resolution !== 'DNS' && resolution !== 'DNS_ROUND_ROBIN') return;

  const unresolved = endpoints.length ? undefined : texts(spec.hosts).find(([host]) => fqdnError(host));
  if (unresolved) place.at('hosts', unresolved[1]).error('MESH101', `${show(unresolved[0])} can't be resolved in DNS`, 'add endpoints, or use resolution NONE or DYNAMIC_DNS');
  for (const [endpoint, i] of endpoints) {
    const at = place.at('endpoints', i);
    const address = text(endpoint.address);
    if (!isIpAddress(address) && fqdnError(address)) at.at('address').error('MESH101', `${show(address)} is neither an IP address nor a host name`, 'use an IP address or a host name');
    checkLabels(endpoint.labels, at.at('labels'));
    for (const [name, port] of entries(endpoint.ports)) {
      if (!ports.includes(name)) at.at('ports', name).error('MESH102', `there is no port ${show(name)}`, `use one of ${ports.join(', ')}`);
      checkPortName(name, at.at('ports', name));
      checkPort(number(port), at.at('ports', name));
    }
  }
  const hasTcp = objects(spec.ports).some(([port]) => protocols.isTcp(text(port.protocol)));
  if (list(spec.addresses).length && hasTcp && list(spec.hosts).length > 1) {
    place.at('hosts').warn('MESH124', 'several hosts share an address and a TCP port, so only the first can be reached', 'use a separate ServiceEntry for each host');
  }
}

const DYNAMIC = ['HTTP', 'TLS', 'GRPC', 'HTTP2'];

function checkDynamic(spec: Fields, labels: Fields, place: Place): void {
  for (const field of ['addresses', 'endpoints']) {
    if (list(spec[field]).length) place.at(field).error('MESH105', `DYNAMIC_DNS resolves the requested host; ${field} can't be set`, `remove ${field}`);
  }
  for (const [port, i] of objects(spec.ports)) {
    const protocol = text(port.protocol);
    if (!DYNAMIC.includes(protocol.toUpperCase())) place.at('ports', i, 'protocol').error('MESH102', `DYNAMIC_DNS needs a protocol that carries the host, got ${show(protocol)}`, `use one of ${DYNAMIC.join(', ')}`);
  }
  const waypoint = text(labels['istio.io/use-waypoint']);
  if (text(spec.location) === 'MESH_INTERNAL' && waypoint && waypoint.toLowerCase() !== 'none') {
    place.at('location').error('MESH105', `DYNAMIC_DNS inside the mesh can't use a waypoint, got ${show(waypoint)}`, 'use location MESH_EXTERNAL, or remove the label istio.io/use-waypoint');
  }
}
