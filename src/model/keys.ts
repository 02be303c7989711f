import { denies, mtlsOf } from './effective';
import type { GatewayModel } from './gateway';
import type { JwtModel } from './security';
import type { ServiceModel } from './service';
import { dataPlaneOf } from './waypoint';

/** Values of istiod's PILOT_JWT_ENABLE_REMOTE_JWKS for which Envoy fetches keys; for all others istiod does. */
const BY_PROXY: ReadonlySet<string> = new Set(['true', 'hybrid', 'envoy']);

/** Whether proxies fetch the JWT keys, by the value of PILOT_JWT_ENABLE_REMOTE_JWKS. */
export const fetchedByProxies = (mode: unknown): boolean => BY_PROXY.has(String(mode ?? 'false').toLowerCase());

/** The host and port that serve JWT keys. */
export function keySource(j: JwtModel): { readonly host: string; readonly port: number } | undefined {
  const url = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(j.jwksUri ?? (j.jwks === undefined ? j.issuer : ''));
  return url ? { host: url[2], port: url[3] === undefined ? (url[1] === 'https' ? 443 : 80) : Number(url[3]) } : undefined;
}

/** Keys that the control plane can't fetch: it has no proxy and no identity, and their service accepts neither plaintext nor clients without an identity. */
export function keyFaults(services: readonly ServiceModel[], gateways: readonly GatewayModel[]): string[] {
  const requirements = [
    ...services.map((s) => ({ path: `service '${s.path}'`, mesh: s.mesh, jwt: s.jwt })),
    ...gateways.map((g) => ({ path: `gateway '${g.path}'`, mesh: g.mesh, jwt: [...g.jwt, ...[...g.listeners, ...g.listenerSets.flatMap((set) => set.listeners)].flatMap((l) => l.jwt)] })),
  ];
  return requirements.filter(({ mesh, jwt }) => jwt.length > 0 && !mesh.keysByProxy && (mesh.plane === 'istio' || mesh.plane === 'gateway-api')).flatMap(({ path, jwt }) => jwt.flatMap((j) => {
    const source = keySource(j);
    const s = source && services.find((one) => one.kind === 'kubernetes' && names(one).includes(source.host));
    const port = s?.ports.find((p) => p.port === source!.port);
    if (!s || !port || !s.namespaceModel || dataPlaneOf(s) === 'none') return [];
    const fetched = `${path}: istiod fetches the keys of issuer '${j.issuer}' from service '${s.path}'`;
    const proxies = 'or let proxies fetch them: set env: { PILOT_JWT_ENABLE_REMOTE_JWKS: \'envoy\' } on istiod';
    const strict = mtlsOf(s, port) === 'strict';
    if (strict) {
      return [`${fetched} without a proxy, and its port ${port.port} accepts mutual TLS only; accept plaintext: portMtls(${port.port}, MutualTls.PERMISSIVE), from anyone: allow({ ports: [${port.port}] }), ${proxies}`];
    }
    const open = !denies(s) || s.access.some((r) => r.action === 'allow' && r.sources.every((from) => !from.principals && !from.namespaces && !from.requestPrincipals));
    return open ? [] : [`${fetched} without an identity, but the service accepts declared callers only; let anyone read the keys: allow({ ports: [${port.port}] }), ${proxies}`];
  }));
}

function names(s: ServiceModel): readonly string[] {
  return [...s.hosts, `${s.name}.${s.namespace}.svc`, `${s.name}.${s.namespace}`];
}
