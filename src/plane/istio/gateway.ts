import type { GatewayModel, ListenerModel, ListenerSetModel } from '../../model/gateway';
import { compact, seconds } from '../json';
import type { Slot } from '../plane';
import { accessPolicy, gatewayAccess, requestAuthentication, tokenPolicy } from './security';
import { gatewayRoutes } from './virtual-service';

type Json = { [k: string]: any };

const PROTOCOL = { 'http': 'HTTP', 'http2': 'HTTP2', 'grpc': 'GRPC', 'https': 'HTTPS', 'tls-passthrough': 'TLS', 'tls-terminate': 'TLS', 'tcp': 'TCP', 'udp': 'UDP' } as const;

const MODE = { none: 'SIMPLE', required: 'MUTUAL', optional: 'OPTIONAL_MUTUAL' } as const;

/** The objects of a gateway: the Gateway, its routes, its certificates and its policies. */
export function gatewaySlots(g: GatewayModel): readonly Slot[] {
  const slots: Slot[] = [{
    id: 'Gateway',
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    name: g.name,
    namespace: g.namespace,
    render: () => ({ spec: { selector: g.selector, servers: g.listeners.map((l) => server(l)) } }),
  }];
  slots.push(...gatewayRoutes(g), ...certificateSlots(g), ...gatewaySecuritySlots(g));
  return slots;
}

/** What others add to a gateway is a Gateway of its own for the same proxies. */
export function listenerSetSlots({ name, namespace, gateway, listeners }: ListenerSetModel): readonly Slot[] {
  return gatewaySlots({ ...gateway, name, namespace, listeners, listenerSets: [], access: [], jwt: [] });
}

/** The certificates that cert-manager makes for its listeners. */
export function certificateSlots(g: GatewayModel): readonly Slot[] {
  return g.listeners.filter((l) => l.tls?.issued).map((l) => certificate(g, l));
}

/** Who may come in. */
export function gatewaySecuritySlots(g: GatewayModel): readonly Slot[] {
  const slots: Slot[] = [];
  const policy = (id: string, suffix: string, spec: () => Json): Slot => ({
    id,
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    name: `${g.name}-${suffix}`,
    namespace: g.workloadNamespace,
    render: () => ({ spec: spec() }),
  });
  for (const action of ['allow', 'deny'] as const) {
    if (gatewayAccess(g, action).length > 0) {
      slots.push(policy(`AuthorizationPolicy-${action}`, action, () => accessPolicy(g.selector, action, gatewayAccess(g, action), [])));
    }
  }
  const providers = new Set(gatewayAccess(g, 'custom').map((r) => r.provider!));
  for (const provider of providers) {
    slots.push(policy(`AuthorizationPolicy-custom-${provider}`, `authorize-${provider}`,
      () => accessPolicy(g.selector, 'custom', gatewayAccess(g, 'custom').filter((r) => r.provider === provider), [])));
  }
  if (g.jwt.length > 0) {
    slots.push({
      id: 'RequestAuthentication',
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      name: g.name,
      namespace: g.workloadNamespace,
      render: () => ({ spec: requestAuthentication(g.selector, g.jwt) }),
    });
    if (g.jwt.some((j) => j.required)) {
      slots.push(policy('AuthorizationPolicy-token', 'require-token', () => tokenPolicy(g.selector, g.jwt)!));
    }
  }
  return slots;
}

function server(l: ListenerModel): Json {
  return compact({
    name: l.name,
    port: { number: l.port, name: l.name, protocol: PROTOCOL[l.protocol] },
    hosts: l.hosts,
    tls: serverTls(l),
  });
}

function serverTls(l: ListenerModel): Json | undefined {
  if (l.protocol === 'tls-passthrough') {
    return { mode: 'PASSTHROUGH' };
  }
  if (l.redirectToHttps) {
    return { httpsRedirect: true };
  }
  const t = l.tls;
  return t && compact({
    mode: MODE[t.clientAuth],
    credentialName: t.credentialName,
    minProtocolVersion: version(t.minVersion),
    maxProtocolVersion: t.maxVersion && version(t.maxVersion),
    cipherSuites: t.cipherSuites,
    subjectAltNames: t.subjectAltNames,
  });
}

function version(v: string): string {
  return `TLSV${v.replace('.', '_')}`;
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
