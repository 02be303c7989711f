import { checkSelector } from './attachment';
import { checkConnectionPool } from './connection-pool';
import { checkDestination } from './destination';
import { fqdnError, namespacedHostErrors } from './hosts';
import { Place } from './place';
import { checkNoTargetPort, checkPort, checkPortName, checkProtocol, checkUnixAddress, isPort, isUnix, protocols } from './ports';
import { show } from './problem';
import { checkServerTls } from './server-tls';
import { Fields, list, number, object, objects, text, texts } from './values';
import { isIpAddress } from '../grammar/ip';

/** Sidecar: what a proxy listens on, and what it imports. */
export function sidecar(spec: Fields, place: Place, _manifest: Fields, namespace: string): void {
  checkSelector(spec.workloadSelector, 'labels', place.at('workloadSelector'));
  if (!list(spec.egress).length && !list(spec.ingress).length && !object(spec.outboundTrafficPolicy) && !object(spec.inboundConnectionPool)) {
    return place.error('MESH104', 'the Sidecar has no settings', 'add egress, ingress, outboundTrafficPolicy or inboundConnectionPool');
  }
  checkIngress(spec, place.at('ingress'));
  checkConnectionPool(spec.inboundConnectionPool, place.at('inboundConnectionPool'));
  // in the root namespace a Sidecar applies to every namespace, and '.' means the namespace of the proxy, which is unknown here
  checkEgress(spec, namespace, object(spec.workloadSelector) === undefined && namespace === ROOT, place.at('egress'));
  checkOutbound(spec.outboundTrafficPolicy, place.at('outboundTrafficPolicy'));
}

function checkIngress(spec: Fields, place: Place): void {
  const numbers = new Set<number>();
  for (const [listener, i] of objects(spec.ingress)) {
    const at = place.at(i);
    const port = object(listener.port);
    if (!port) {
      at.error('MESH104', 'an ingress listener needs a port', 'add port with number and protocol');
      continue;
    }
    checkNoTargetPort(port, at.at('port'));
    checkListenerPort(port, text(listener.bind), at);
    if (numbers.has(number(port.number))) at.at('port', 'number').error('MESH103', `another listener already uses port ${number(port.number)}`, 'use each port only once');
    numbers.add(number(port.number));
    if (text(listener.defaultEndpoint)) checkEndpoint(text(listener.defaultEndpoint), at.at('defaultEndpoint'));
    const tls = object(listener.tls);
    if (tls) checkIngressTls(tls, text(port.protocol), at.at('tls'));
    checkConnectionPool(listener.connectionPool, at.at('connectionPool'));
    if (object(object(listener.connectionPool)?.http) && !protocols.isHttp(text(port.protocol))) {
      at.at('connectionPool', 'http').warn('MESH124', `HTTP limits have no effect on a port with protocol ${show(port.protocol)}`, 'set TCP limits, or correct the protocol');
    }
  }
}

/** A listener on an IP address. */
function checkListenerPort(port: Fields, bind: string, place: Place): void {
  if (text(port.name)) checkPortName(text(port.name), place.at('port', 'name'));
  checkProtocol(text(port.protocol), place.at('port', 'protocol'));
  checkPort(number(port.number), place.at('port', 'number'));
  if (bind && !isIpAddress(bind)) place.at('bind').error('MESH102', `${show(bind)} is not an IP address`, 'bind to an IP address');
}

const LOCAL = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

/** Where an ingress listener forwards its connections: to the workload itself. */
function checkEndpoint(endpoint: string, place: Place): void {
  if (isUnix(endpoint)) return checkUnixAddress(endpoint, place);
  const remedy = 'use 127.0.0.1:PORT, 0.0.0.0:PORT, [::1]:PORT, :PORT or unix:///PATH';
  const parts = splitHostPort(endpoint);
  if (!parts) return place.error('MESH102', `${show(endpoint)} is not an address with a port`, remedy);
  if (!LOCAL.includes(parts[0])) place.error('MESH102', `the endpoint must be in the workload itself, got the host ${show(parts[0])}`, remedy);
  if (!/^[-+]?\d+$/.test(parts[1]) || !isPort(Number(parts[1]))) place.error('MESH102', `${show(parts[1])} is not a port`, remedy);
}

/** `HOST:PORT` or `[IPV6]:PORT`, as Go splits them. */
export function splitHostPort(address: string): [string, string] | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(address) ?? [];
  return port === undefined ? undefined : [bracketed ?? plain, port];
}

function checkIngressTls(tls: Fields, protocol: string, place: Place): void {
  for (const field of ['subjectAltNames', 'httpsRedirect', 'credentialName', 'credentialNames', 'tlsCertificates']) {
    const value = tls[field];
    if (value === true || text(value) || list(value).length) place.at(field).error('MESH107', `${field} is not supported in the ingress of a Sidecar`, `remove ${field}`);
  }
  const mode = text(tls.mode);
  if (mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH') place.at('mode').error('MESH107', `${mode} is not supported in the ingress of a Sidecar`, 'use SIMPLE or MUTUAL');
  if (!protocols.isTls(protocol)) place.error('MESH107', `a listener with protocol ${show(protocol)} can't have tls`, 'use protocol HTTPS or TLS');
  checkServerTls(tls, place);
}

/** The root namespace, unless the mesh configuration names another. */
const ROOT = 'istio-system';

function checkEgress(spec: Fields, namespace: string, ofAll: boolean, place: Place): void {
  const numbers = new Set<number>();
  const sockets = new Set<string>();
  const listeners = objects(spec.egress);
  const last = list(spec.egress).length - 1;
  for (const [listener, i] of listeners) {
    const at = place.at(i);
    const port = object(listener.port);
    if (!port) {
      if (i !== last) at.error('MESH105', 'a listener without a port handles all remaining traffic, so it must be the last one', 'move it to the end');
    } else {
      checkNoTargetPort(port, at.at('port'));
      checkEgressPort(port, listener, at);
      const [n, bind] = [number(port.number), text(listener.bind)];
      if (n === 0 ? sockets.has(bind) : numbers.has(n)) at.at('port').error('MESH103', n === 0 ? `another listener already uses ${show(bind)}` : `another listener already uses port ${n}`, 'use each port and socket only once');
      if (n === 0) sockets.add(bind);
      else numbers.add(n);
    }
    checkEgressHosts(listener, namespace, ofAll, at.at('hosts'));
  }
}

function checkEgressPort(port: Fields, listener: Fields, place: Place): void {
  const bind = text(listener.bind);
  if (number(port.number) !== 0) return checkListenerPort(port, bind, place);
  if (text(port.name)) checkPortName(text(port.name), place.at('port', 'name'));
  checkProtocol(text(port.protocol), place.at('port', 'protocol'));
  if (!isUnix(bind)) place.at('port', 'number').error('MESH102', 'a listener without a port number needs a socket', 'set port.number, or bind to unix:///PATH');
  else checkUnixAddress(bind, place.at('bind'));
  if (!['', 'DEFAULT', 'NONE'].includes(text(listener.captureMode))) {
    place.at('captureMode').error('MESH102', `traffic can't be redirected to a socket, got captureMode ${show(listener.captureMode)}`, 'use DEFAULT or NONE');
  }
}

function checkEgressHosts(listener: Fields, namespace: string, ofAll: boolean, place: Place): void {
  const hosts = texts(listener.hosts);
  if (!hosts.length) place.error('MESH104', 'an egress listener needs at least one host', "add hosts; '*/*' for all, '~/*' for none");
  const seen = new Map<string, Set<string>>();
  for (const [host, i] of hosts) {
    const slash = host.indexOf('/');
    if (slash >= 0 && !host.startsWith('~')) {
      const ns = host.slice(0, slash) === '.' ? namespace : host.slice(0, slash);
      const service = host.slice(slash + 1);
      const services = seen.get(ns) ?? new Set();
      seen.set(ns, services);
      if (service === '*' ? services.size : services.has(service) || services.has('*')) {
        // the webhook resolves '.' to the namespace of the Sidecar
        const apart = ofAll && ns === namespace && texts(listener.hosts).some(([h]) => h.startsWith('./')) && texts(listener.hosts).some(([h]) => h.startsWith(`${namespace}/`));
        if (apart) place.at(i).inform('MESH103', `the webhook warns that ${show(host)} is covered by another host; it is not: in the root namespace '.' stands for the namespace of each proxy`, 'keep both');
        else place.at(i).warn('MESH103', `${show(host)} is covered by another host of this listener`, 'remove the narrower one');
      }
      services.add(service);
    }
    for (const error of namespacedHostErrors(host, false)) place.at(i).error('MESH101', error, "use NAMESPACE/HOST, where either may be '*'");
  }
  if (seen.get('*')?.has('*') && seen.size !== 1) place.warn('MESH124', "'*/*' covers every service, the other hosts have no effect", "keep '*/*', or the others");
}

function checkOutbound(policy: unknown, place: Place): void {
  const given = object(policy);
  if (!given) return;
  const mode = text(given.mode) || 'REGISTRY_ONLY';
  if (mode === 'ALLOW_ANY_DYNAMIC_DNS') return place.at('mode').error('MESH106', 'ALLOW_ANY_DYNAMIC_DNS can only be set for the whole mesh', 'set it in the mesh configuration');
  const proxy = object(given.egressProxy);
  if (!proxy) return;
  const at = place.at('egressProxy');
  if (mode !== 'ALLOW_ANY') return at.error('MESH105', `an egress proxy requires mode ALLOW_ANY, got ${mode}`, 'use mode ALLOW_ANY, or remove egressProxy');
  const error = fqdnError(text(proxy.host));
  if (error) at.at('host').error('MESH101', error, 'use a fully qualified name');
  if (!object(proxy.port)) return at.error('MESH104', 'the egress proxy needs a port', 'add port.number');
  checkDestination(proxy, at);
}
