import type { NamespaceModel } from '../../model/mesh';
import { reachOf, type ServiceModel } from '../../model/service';
import { compact } from '../json';

type Json = { [k: string]: any };

/** Hosts that every proxy may need: what the control plane's namespace offers (telemetry, authorizers). */
function always(rootNamespace: string): string {
  return `${rootNamespace}/*`;
}

/** The Sidecar of a namespace: workloads that are no service here see their own namespace. */
export function namespaceSidecar(n: NamespaceModel): Json {
  return { egress: [{ hosts: ['./*', always(n.mesh.rootNamespace)] }], outboundTrafficPolicy: { mode: outbound(n) } };
}

/** The Sidecar of a service: its proxies learn of what it calls, and of what the rules of those lead to. */
export function serviceSidecar(s: ServiceModel): Json {
  const hosts = new Set<string>();
  for (const call of s.calls) {
    for (const reached of reachOf(call.target)) {
      reached.hosts.forEach((h) => hosts.add(`${reached.namespace === s.namespace ? '.' : reached.namespace}/${h}`));
      const via = reached.external?.via;
      if (via) {
        hosts.add(`${via.namespace}/${via.host}`);
      }
    }
  }
  return compact({
    workloadSelector: { labels: s.selector },
    egress: [{ hosts: [...[...hosts].sort(), always(s.mesh.rootNamespace)] }],
    outboundTrafficPolicy: { mode: outbound(s.namespaceModel!) },
  });
}

function outbound(n: NamespaceModel): string {
  return n.outbound === 'registry-only' ? 'REGISTRY_ONLY' : 'ALLOW_ANY';
}
