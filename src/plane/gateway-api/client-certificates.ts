import type { GatewayModel, ListenerModel } from '../../model/gateway';

type Json = { [k: string]: any };

const requiresCertificate = (l: ListenerModel) => l.tls?.clientAuth === 'required';
const authority = (l: ListenerModel) => (requiresCertificate(l) ? l.tls?.clientCaConfigMap : undefined);

/** Client certificates in Gateway API: the CA's ConfigMap for each port of the Gateway that requires them. */
export function frontendTls(g: GatewayModel): Json | undefined {
  const ports = new Map(g.listeners.flatMap((l) => (authority(l) === undefined ? [] : [[l.port, authority(l)!] as const])));
  return ports.size === 0 ? undefined : {
    frontend: { default: {}, perPort: [...ports].map(([port, name]) => ({ port, tls: { validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name }] } } })) },
  };
}

/** Unsupported settings of the listeners of a Gateway or a ListenerSet, one sentence each. */
export function clientCertificateLosses(own: readonly ListenerModel[], g: GatewayModel): readonly string[] {
  const https = [...g.listeners, ...g.listenerSets.flatMap((s) => s.listeners)].filter((l) => l.tls !== undefined);
  return own.filter(requiresCertificate).flatMap((l) => {
    if (!g.listeners.includes(l)) {
      return [`${l.path}: clientAuth is not supported on a ListenerSet, as the Gateway requests client certificates for a whole port; move the listener to the gateway, or remove clientAuth`];
    }
    if (authority(l) === undefined) {
      return [`${l.path}: Gateway API takes the CA of clients' certificates from a ConfigMap with the key ca.crt, not from the certificate's Secret; set clientCaConfigMap`];
    }
    const other = https.find((o) => o.port === l.port && authority(o) !== authority(l));
    return other ? [`${l.path}: a Gateway has one client CA for all of port ${l.port}, but '${other.path}' on the same port ${requiresCertificate(other) ? 'has a different one' : 'requests no client certificates'}; use a different port`] : [];
  });
}
