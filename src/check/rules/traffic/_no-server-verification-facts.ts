import type { ItemOf } from '../../../world/item';
import type { TrafficPolicy } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { type Found } from '../../engine/check';
import { Severity } from '../../finding';

type Tls = NonNullable<TrafficPolicy['tls']>;

type Rule = ItemOf<'DestinationRule'>;

const SYSTEM = 'set tls.caCertificates to the file of the authority that signs for the server, or to "system" where a public one does';

/**
 * What TLS without an authority comes to. A secret reaches gateways and the pods of a workloadSelector only: other sidecars send
 * plain text. Without one the system's authorities verify the server, which hold for public hosts and hardly for those of a cluster.
 */
export function unverified(world: World, rule: Rule, tls: Tls | undefined, port?: number): Found | undefined {
  if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') return undefined;
  if (tls.caCertificates || (tls.credentialName && rule.spec.workloadSelector)) return undefined;
  const to = `TLS mode ${tls.mode} to ${rule.spec.host ?? ''}${port === undefined ? '' : ` port ${port}`}`;
  if (tls.credentialName && !tls.credentialName.startsWith('configmap://')) {
    return {
      message: `${to} takes its certificates from the secret ${tls.credentialName}, which no sidecar gets without a workloadSelector: gateways open TLS, sidecars send plain text`,
      fix: 'select the clients with workloadSelector, or mount the certificates and name their files',
    };
  }
  if (tls.credentialName) return undefined;
  if (tls.insecureSkipVerify) return { message: `${to} skips the verification of the server: whoever answers in its place is believed`, fix: `${SYSTEM}, and remove insecureSkipVerify` };
  const host = world.registry.resolve(rule.spec.host ?? '', rule.namespace);
  const inside = world.registry.same(host).some((r) => r.kind === 'Service') || host.endsWith(`.svc.${world.domain}`);
  if (inside) {
    return { message: `${to} names no caCertificates, so the server is verified by the authorities of the proxy's system, which don't sign for services of a cluster: requests get 503`, fix: SYSTEM };
  }
  return {
    severity: Severity.INFO,
    message: `${to} names no caCertificates: Istio verifies the server by the authorities of the proxy's system; before 1.20, or with compatibilityVersion, it verifies nothing`,
    fix: SYSTEM,
  };
}

export const EXPLANATION = 'Without `caCertificates` Istio verifies a server by the authorities of the proxy\'s system (before 1.20 it did not verify it at all). That does for public hosts, '
  + 'where it is information; a service of the cluster with a certificate of its own authority is refused. A `credentialName` is read by gateways, and by the pods that a '
  + 'workloadSelector names; other sidecars open no TLS then, and send plain text.';
