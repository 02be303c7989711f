import { Manifest } from './api-client';

/** The pods of gateways in one namespace, as the objects ask for them. */
export interface Edge {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** Secrets that it reads, each with a host that its certificate is for. */
  readonly certificates: readonly { readonly namespace: string; readonly name: string; readonly host: string }[];
}

/** The pods that Istio's Gateways select, and those that Gateway API's Gateways name by the Service before them. Listeners that others add are those of their Gateway. */
export function edgesOf(objects: readonly Manifest[]): readonly Edge[] {
  const found = new Map<string, Edge>();
  const add = (namespace: string, selector: Readonly<Record<string, string>>, port: number, certificate?: Edge['certificates'][number]) => {
    const known = found.get(namespace);
    found.set(namespace, {
      namespace,
      selector,
      ports: [...new Set([...(known?.ports ?? []), port])],
      certificates: [...(known?.certificates ?? []), ...(certificate ? [certificate] : [])],
    });
  };
  for (const g of objects.filter((o) => o.kind === 'Gateway' || o.kind === 'ListenerSet')) {
    if (g.apiVersion.startsWith('networking.istio.io/')) {
      const namespace = `istio-${g.spec.selector.istio ?? 'ingress'}`; // as Istio's chart labels a release of that name
      for (const s of g.spec.servers as any[]) { add(namespace, g.spec.selector, s.port.number, s.tls?.credentialName && { namespace, name: s.tls.credentialName, host: s.hosts[0] }); }
    } else {
      const namespace: string = g.spec.parentRef ? g.spec.parentRef.namespace ?? g.metadata.namespace : g.metadata.namespace;
      const selector = { istio: namespace.replace(/^istio-/, '') };
      for (const l of g.spec.listeners as any[]) {
        const name = l.tls?.certificateRefs?.[0].name;
        add(namespace, selector, l.port, name && { namespace: g.metadata.namespace!, name, host: l.hostname ?? 'any.example' });
      }
    }
  }
  return [...found.values()];
}
