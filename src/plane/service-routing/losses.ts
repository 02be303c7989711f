import { hasPods, kindsOf, namedGroups } from './endpoints';
import { conditionLosses } from './header-condition';
import { identityLosses } from './identity-losses';
import { routeTargets } from './parts';
import { grpcPorts, httpPorts } from './routes';
import { mtlsOf } from '../../model/effective';
import type { GatewayModel } from '../../model/gateway';
import { carriesTls, type ServiceModel, type VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';

/** Losses that the capability table can't express: they depend on several features together. */
export function serviceLosses(r: ServiceRoutingModel, s: ServiceModel): readonly string[] {
  return [
    ...routeTargets(s).flatMap((v) => [...endpointLosses(s, v), ...(r.cluster.autoneg ? keeperLosses(s, v) : [])]), ...retryLosses(s), ...proxylessLosses(s), ...externalLosses(s),
    ...certificateLosses(r, s), ...identityLosses(s), ...serverFirstLosses(s), ...tcpLosses(s), ...tlsLosses(s), ...accessLosses(s), ...conditionLosses(s), ...localityLosses(s),
  ];
}

function endpointLosses(s: ServiceModel, v: VersionModel | undefined): readonly string[] {
  const what = v ? `version '${v.path}'` : `service '${s.path}'`;
  const kinds = [...kindsOf(s, v)];
  const result: string[] = [];
  if (kinds.length > 1) {
    result.push(`${what} has endpoints of several kinds (${kinds.map((k) => (k === 'network-endpoints' && hasPods(s, v) ? 'pods' : k)).join(', ')}), but a backend service supports one; `
      + 'use a separate version for each kind, and distribute the requests with split()');
  }
  if (kinds.length === 0 && s.owned && s.ports.length > 0) {
    result.push(`${what} is called as a whole, but only its versions have endpoints; distribute all requests among them with split()`);
  }
  const secure = s.ports.some((p) => mtlsOf(s, p) !== 'disable');
  const groups = namedGroups(s, v);
  if (secure && groups.some((g) => g.kind === 'instance-group' && !g.plainText)) {
    result.push(`${what}: the VMs of an instance group have no mesh certificates, but the service requires mutual TLS; set plainText: true for the group, or mtls: MutualTls.DISABLE for the service`);
  }
  if (secure && groups.some((g) => g.plainText) && (hasPods(s, v) || groups.some((g) => !g.plainText))) {
    result.push(`${what}: some of its endpoints accept plaintext and others mutual TLS, but a backend service has one setting for all its endpoints; move the plaintext ones to a separate version`);
  }
  return result;
}

/** Pods without a source of certificates. */
function certificateLosses(r: ServiceRoutingModel, s: ServiceModel): readonly string[] {
  const secure = s.kind === 'kubernetes' && s.owned && !r.authority ? s.ports.filter((p) => p.protocol !== 'udp' && mtlsOf(s, p) !== 'disable') : [];
  return secure.length === 0 || !routeTargets(s).some((v) => hasPods(s, v)) ? [] : [
    `service '${s.path}' requires mutual TLS on port ${secure.map((p) => p.port).join(', ')}, but its pods have no certificates, as service routing provides none by default; `
    + 'set their source, ControlPlane.serviceRouting({ certificateAuthority: CertificateAuthority.workloadCertificates({ project, location, pool }) }) or .elsewhere(), or use mtls: MutualTls.DISABLE',
  ];
}

/** Proxies wait for the client's first bytes, and a server-first server waits for them, too. */
function serverFirstLosses(s: ServiceModel): readonly string[] {
  return s.ports.filter((p) => p.protocol === 'mysql').map((p) => `service '${s.path}' uses MySQL on port ${p.port}, a server-first protocol, which Traffic Director does not support; `
    + 'keep the service out of the mesh (a plain Kubernetes Service, and its port in excludeOutboundPorts of its callers)');
}

/** Either autoneg or Config Connector manages the backends of a service. */
function keeperLosses(s: ServiceModel, v: VersionModel | undefined): readonly string[] {
  const named = namedGroups(s, v).filter((g) => g.kind === 'network-endpoints').map((g) => g.name);
  return hasPods(s, v) && named.length > 0
    ? [`${v ? `version '${v.path}'` : `service '${s.path}'`} has pods, whose groups autoneg attaches, and other endpoint groups (${named.join(', ')}), for which Config Connector would remove those of autoneg; `
      + 'move the others to a separate version, and distribute the requests with split()'] : [];
}

const GRPC_ONLY = ['cancelled', 'deadline-exceeded', 'resource-exhausted', 'unavailable'];

function retryLosses(s: ServiceModel): readonly string[] {
  if (httpPorts(s).length === 0) {
    return [];
  }
  return s.httpRules.flatMap((rule) => {
    const on = (rule.retries?.on ?? []).filter((c) => GRPC_ONLY.includes(c));
    return on.length === 0 ? [] : [`${rule.path}: ${on.join(', ')} can be retried in GRPCRoutes only, but this rule is in an HTTPRoute `
      + `(${s.ports.some((p) => p.protocol === 'grpc') ? 'it uses a feature that GRPCRoute does not support' : 'the port is not a gRPC port'}); retry on gateway-error or connect-failure`];
  });
}

/** A proxyless application connects to gRPC services, through gRPC routes. */
function proxylessLosses(s: ServiceModel): readonly string[] {
  const callers = [...new Set(s.callers.filter((c) => c.caller?.proxyless).map((c) => c.caller!.path))];
  if (callers.length === 0 || s.kind !== 'kubernetes') {
    return [];
  }
  const grpc = new Set(grpcPorts(s));
  const others = s.ports.filter((p) => p.protocol !== 'udp' && !grpc.has(p) && callsPort(s, p.port));
  return others.map((p) => `service '${s.path}' is called without a proxy by '${callers.join('\', \'')}', and its port ${p.port} `
    + (p.protocol === 'grpc' ? 'has a rule that GRPCRoute does not support (header changes, rewrites, mirrors, per-try timeouts, HTTP matches); remove it, or use a proxy for the callers'
      : `has protocol ${p.protocol}, but proxyless gRPC clients support gRPC services only; list the ports of the call, or use a proxy for the callers`));
}

function callsPort(s: ServiceModel, port: number): boolean {
  return s.callers.some((c) => c.caller?.proxyless && (c.ports.length === 0 || c.ports.includes(port)));
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|169\.254\.)/;

function externalLosses(s: ServiceModel): readonly string[] {
  if (!s.external) {
    return [];
  }
  const result: string[] = [];
  if (s.hosts.length > 1) {
    result.push(`external service '${s.path}' has ${s.hosts.length} hosts, but an internet endpoint group supports one; create an ExternalService for each`);
  }
  const [endpoint] = s.external.endpoints;
  if (s.external.resolution === 'static' && !(endpoint && IPV4.test(endpoint.address) && !PRIVATE.test(endpoint.address))) {
    result.push(`external service '${s.path}' has endpoint '${endpoint?.address ?? 'no address'}', but an internet endpoint group supports public IPv4 addresses only; `
      + 'for a private address, create an endpoint group, and a MeshService with EndpointGroup.networkEndpoints');
  }
  if (s.external.endpoints.length > 1) {
    result.push(`external service '${s.path}' has ${s.external.endpoints.length} endpoints, but an internet endpoint group supports one; use one`);
  }
  return result;
}

function localityLosses(s: ServiceModel): readonly string[] {
  return [s.policy, ...s.portPolicies.values(), ...s.versions.map((v) => v.policy)].flatMap((p) => p?.loadBalancer?.locality?.failover ?? [])
    .map((f) => `service '${s.path}' sets a failover from '${f.from}' to '${f.to}', but service routing always uses the nearest backend with capacity; use Locality.failover() without regions`);
}

function accessLosses(s: ServiceModel): readonly string[] {
  const alone = !s.namespaceModel?.denyByDefault && !s.access.some((a) => a.action === 'allow');
  const refused = alone ? [] : s.access.filter((a) => a.action === 'deny').map((a) => `${a.path}: service routing supports one policy with one action per endpoint, and service '${s.path}' already has allow rules; `
    + 'exclude the denied callers from those, or allow everyone else: denyByDefault: false');
  const both = s.access.filter((a) => a.sources.some((f) => f.principals?.length && f.namespaces?.length))
    .map((a) => `${a.path}: a source with both a namespace and an identity is not supported; use identities`);
  return [...refused, ...both, ...methodLosses(s)];
}

function methodLosses(s: ServiceModel): readonly string[] {
  return s.access.filter((a) => a.operation?.notMethods?.length).map((a) => `${a.path}: service routing does not support notMethods (${a.operation!.notMethods!.join(', ')}); list the methods to match`);
}

function tcpLosses(s: ServiceModel): readonly string[] {
  const named = [...s.tcpRules.flatMap((rule) => rule.destinationSubnets ?? []), ...(s.external?.addresses ?? [])];
  return named.filter((net) => net.includes(':')).map((net) => `service '${s.path}' is matched by address '${net}', but service routing matches IPv4 addresses only`);
}

/** A TLSRoute matches server names, but not ports. */
function tlsLosses(s: ServiceModel): readonly string[] {
  const ports = s.ports.filter(carriesTls).map((p) => p.port);
  return ports.length < 2 ? [] : s.tlsRules.filter((rule) => rule.port !== undefined)
    .map((rule) => `service '${s.path}' has a rule for ${rule.sniHosts.join(', ')} on port ${rule.port} only, but service routing matches server names on every port (${ports.join(', ')}); remove the port`);
}

/** A gateway of service routing is just a set of Envoys that get routes by scope. */
export function gatewayLosses(g: GatewayModel): readonly string[] {
  const what = `gateway '${g.path}'`;
  const result: string[] = [];
  if (g.access.length > 0 || g.listeners.some((l) => l.access.length > 0)) {
    result.push(`${what} has access rules, which service routing does not support on a gateway; restrict the services behind it`);
  }
  const ports = new Map<string, number>();
  for (const l of g.listeners.filter((one) => one.httpRules.length > 0 || one.redirectToHttps)) {
    for (const host of l.hosts) {
      if (host === '*') {
        result.push(`listener '${l.path}' accepts any host, but a route of service routing needs its hosts; set hosts`);
      } else if (ports.has(host) && ports.get(host) !== l.port) {
        result.push(`listener '${l.path}' and another on port ${ports.get(host)} both serve host '${host}', but a host has one route per gateway; use one port`);
      }
      ports.set(host, l.port);
    }
  }
  return result;
}
