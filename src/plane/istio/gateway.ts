import { gatewayNetworkSlots } from './network-policy';
import { gatewayPolicy, requestAuthentication } from './security';
import { istioSlot } from './slot';
import { nonEmpty } from './values';
import { gatewayRoutes } from './virtual-service';
import { compact, seconds } from '../../grammar/json';
import type { SpecInput } from '../../istio/api/kinds';
import { Server } from '../../istio/api/server';
import { ServerCertificate, ServerTls, TlsVersion } from '../../istio/api/server-tls';
import { allowsAll, edgeAccess, hasAccess, providersOf, tokensOf } from '../../model/edge/access';
import type { GatewayModel, ListenerModel, ListenerSetModel, ServerTlsModel } from '../../model/gateway';
import { joined, nameIn } from '../../model/object-name';
import type { Slot } from '../plane';

const VERSION = { '1.0': TlsVersion.TLS_V1_0, '1.1': TlsVersion.TLS_V1_1, '1.2': TlsVersion.TLS_V1_2, '1.3': TlsVersion.TLS_V1_3 };

/** The objects of a gateway: the Gateway, its routes, its certificates and its policies. */
export function gatewaySlots(g: GatewayModel): readonly Slot[] {
  return g.home === undefined ? [...listenerSlots(g), ...gatewaySecuritySlots(g), ...gatewayNetworkSlots(g)] : gatewayRoutes(g);
}

function listenerSlots(g: GatewayModel): readonly Slot[] {
  return [
    istioSlot('Gateway', g, () => ({ selector: g.selector, servers: g.listeners.map(server) })),
    ...gatewayRoutes(g),
    ...certificateSlots(g),
  ];
}

/** Listeners added to a gateway are a separate Gateway for the same proxies. */
export function listenerSetSlots({ name, namespace, gateway, listeners }: ListenerSetModel): readonly Slot[] {
  return listenerSlots({ ...gateway, name, namespace, listeners, listenerSets: [], home: undefined });
}

/** The cert-manager certificates for its listeners. */
export function certificateSlots(g: GatewayModel): readonly Slot[] {
  return g.listeners.filter((l) => l.tls?.issued).map((l) => certificate(g, l));
}

/** Access policies for the gateway's proxies; each rule names the hosts and ports that it applies to. */
export function gatewaySecuritySlots(g: GatewayModel): readonly Slot[] {
  const slots: Slot[] = [];
  const { workloadNamespace: namespace } = g;
  const own = nameIn(namespace, g);
  const policy = (id: string, name: string, spec: () => SpecInput<'AuthorizationPolicy'>) =>
    slots.push(istioSlot('AuthorizationPolicy', { id: `AuthorizationPolicy-${id}`, name: joined(own, name), namespace }, spec));
  if (g.closed()) {
    policy('allow', 'allow', () => gatewayPolicy(g, 'allow', edgeAccess(g).allow));
  }
  if (hasAccess(g, 'deny') || (hasAccess(g, 'allow') && !allowsAll(g))) {
    policy('deny', 'deny', () => gatewayPolicy(g, 'deny', edgeAccess(g).deny));
  }
  for (const provider of providersOf(g)) {
    policy(`custom-${provider}`, `authorize-${provider}`, () => gatewayPolicy(g, 'custom', edgeAccess(g).custom.filter((r) => r.provider === provider)));
  }
  const tokens = tokensOf(g);
  if (tokens.length > 0) {
    slots.push(istioSlot('RequestAuthentication', { name: own, namespace }, () => requestAuthentication({ selector: g.selector }, tokensOf(g))));
    if (tokens.some((j) => j.required)) {
      policy('token', 'require-token', () => gatewayPolicy(g, 'deny', edgeAccess(g).token));
    }
  }
  return slots;
}

function server(l: ListenerModel): Server {
  const hosts = l.guests.length === 0 ? [...l.hosts] : ['.', ...l.guests].flatMap((namespace) => l.hosts.map((h) => `${namespace}/${h}`));
  const options = { hosts, port: l.port, portName: l.name, name: l.name };
  switch (l.protocol) {
    case 'http': return Server.http({ ...options, httpsRedirect: l.redirectToHttps ? true : undefined });
    case 'http2': return Server.http2(l.port, options);
    case 'grpc': return Server.grpc(l.port, options);
    case 'tcp': return Server.tcp(l.port, options);
    case 'https': return Server.https({ ...options, tls: serverTls(l.tls!) });
    case 'tls-terminate': return Server.tls({ ...options, tls: serverTls(l.tls!) });
    case 'tls-passthrough': return Server.tls({ ...options, tls: ServerTls.passthrough() });
    case 'udp': throw new Error(`listener '${l.name}' uses UDP, which Istio gateways do not support; remove it, or use ControlPlane.gatewayApi with an implementation that does`); // already reported from the capability table
  }
}

function serverTls(t: ServerTlsModel): ServerTls {
  const secret = ServerCertificate.secret(t.credentialName);
  const options = {
    minProtocolVersion: VERSION[t.minVersion],
    maxProtocolVersion: t.maxVersion && VERSION[t.maxVersion],
    cipherSuites: nonEmpty([...t.cipherSuites]),
  };
  if (t.clientAuth === 'none') {
    return ServerTls.simple(secret, options);
  }
  const verification = { ...options, subjectAltNames: nonEmpty([...t.subjectAltNames]) };
  return t.clientAuth === 'required' ? ServerTls.mutual(secret, verification) : ServerTls.optionalMutual(secret, verification);
}

function certificate(g: GatewayModel, l: ListenerModel): Slot {
  const tls = l.tls!;
  const issued = tls.issued!;
  return {
    id: `Certificate-${l.name}`,
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    name: tls.credentialName,
    namespace: g.workloadNamespace,
    render: () => ({
      spec: compact({
        secretName: tls.credentialName,
        dnsNames: l.hosts,
        issuerRef: { group: 'cert-manager.io', kind: issued.issuerKind, name: issued.issuer },
        duration: issued.durationMs === undefined ? undefined : seconds(issued.durationMs),
        renewBefore: issued.renewBeforeMs === undefined ? undefined : seconds(issued.renewBeforeMs),
      }),
    }),
  };
}
