import { onMesh } from './_destinations';
import type { ItemOf } from '../../../world/item';
import type { TrafficPolicy } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { type Found } from '../../engine/check';
import { Severity } from '../../finding';

type Tls = NonNullable<TrafficPolicy['tls']>;

type Rule = ItemOf<'DestinationRule'>;

const SYSTEM = 'set tls.caCertificates to the CA file that verifies the server, or to "system" for a server with a public certificate';

/**
 * The effect of TLS without a CA. A secret reaches only gateways and the pods of a workloadSelector: other sidecars send plaintext. Without a
 * secret, the system's CAs verify the server, which works for public hosts but hardly for those of a cluster.
 */
export function unverified(world: World, rule: Rule, tls: Tls | undefined, port?: number): Found | undefined {
  if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') return undefined;
  if (tls.caCertificates || (tls.credentialName && rule.spec.workloadSelector)) return undefined;
  const to = `TLS mode ${tls.mode} to ${rule.spec.host ?? ''}${port === undefined ? '' : ` port ${port}`}`;
  if (tls.credentialName && !tls.credentialName.startsWith('configmap://')) {
    return {
      ...(onlyThroughGateways(world, rule) ? { severity: Severity.INFO } : {}),
      message: `${to} gets its certificates from Secret ${tls.credentialName}, which no sidecar gets without a workloadSelector: gateways use TLS, sidecars send plaintext`,
      fix: 'select the clients with workloadSelector, or mount the certificates and set the paths of their files',
    };
  }
  if (tls.credentialName) return undefined;
  if (tls.insecureSkipVerify) return { message: `${to} skips verification of the server: any server that answers in its place is trusted`, fix: `${SYSTEM}, and remove insecureSkipVerify` };
  const host = world.registry.resolve(rule.spec.host ?? '', rule.namespace);
  const inside = world.registry.same(host).some((r) => r.kind === 'Service') || host.endsWith(`.svc.${world.domain}`);
  if (inside) {
    return { message: `${to} names no caCertificates, so the server is verified with the system CAs of the proxy, which don't sign certificates of in-cluster services: requests get a 503`, fix: SYSTEM };
  }
  return {
    severity: Severity.INFO,
    message: `${to} names no caCertificates: Istio verifies the server with the system CAs of the proxy; before 1.20, or with compatibilityVersion, it verifies nothing`,
    fix: SYSTEM,
  };
}

/** Whether a VirtualService redirects the sidecars' requests for a rule's host to an egress gateway, which reads the secret. */
function onlyThroughGateways(world: World, rule: Rule): boolean {
  const host = world.registry.resolve(rule.spec.host ?? '', rule.namespace);
  const full = (given: string | undefined, vs: ItemOf<'VirtualService'>) => world.registry.resolve(given ?? '', vs.namespace);
  return world.all('VirtualService', 'gateways').some((vs) => {
    if (!onMesh(vs) || !vs.spec.hosts?.some((h) => full(h, vs) === host)) return false;
    const ofMesh = [...vs.spec.http ?? [], ...vs.spec.tls ?? [], ...vs.spec.tcp ?? []].filter((r) => !r.match?.length || r.match.some((m) => !m.gateways?.length || m.gateways.includes('mesh')));
    return ofMesh.length > 0 && ofMesh.every((r) => r.route?.length && r.route.every((d) => full(d.destination?.host, vs) !== host));
  });
}

export const EXPLANATION = 'Without `caCertificates` Istio verifies a server with the system CAs of the proxy (before 1.20 it did not verify it at all). That is enough for public hosts, '
  + 'where this is reported as information; an in-cluster service whose certificate is signed by a private CA is refused. A `credentialName` is read by gateways, and by the pods that a '
  + 'workloadSelector selects; other sidecars then send plaintext instead of TLS.';
