import type { SpecInput } from '../../istio/api/kinds';
import { keySource } from '../../model/keys';
import type { MeshModel, NamespaceModel } from '../../model/mesh';
import { leadsByClusterSet, reachOf, type ServiceModel } from '../../model/service';

/** Hosts that every proxy may need: services of the control plane's namespace, extension providers, and additional hosts of the mesh and the namespace. */
function always(m: MeshModel, more: readonly string[]): readonly string[] {
  const root = `${m.rootNamespace}/*`;
  return [root, ...[...new Set([...m.sidecarHosts, ...more])].filter((h) => !h.startsWith(`${m.rootNamespace}/`)).sort()];
}

/** The Sidecar of a namespace: workloads that are not services here import their own namespace, or everything if proxies are not to be scoped. */
export function namespaceSidecar(n: NamespaceModel): SpecInput<'Sidecar'> {
  return { egress: [{ hosts: n.scopeSidecars ? uncovered(['./*', ...always(n.mesh, n.sidecarHosts)], n.name) : ['*/*'] }], outboundTrafficPolicy: outbound(n) };
}

/**
 * The Sidecar of a service: its proxies are configured for the services that it calls, and for those that their rules route to.
 *
 * @param alsoOf further hosts of a service, in addition to its own
 */
export function serviceSidecar(s: ServiceModel, alsoOf: (reached: ServiceModel) => readonly string[] = () => []): SpecInput<'Sidecar'> {
  if (s.scoped === false) {
    return { workloadSelector: s.selector, egress: [{ hosts: ['*/*'] }], outboundTrafficPolicy: outbound(s.namespaceModel!, s) };
  }
  // pods of other owners keep the imports of the namespace's Sidecar
  const hosts = new Set<string>(s.adopted ? ['./*'] : []);
  for (const call of s.calls) {
    for (const reached of reachOf(call.target)) {
      const namespace = reached.namespace === s.namespace ? '.' : reached.namespace;
      reached.hosts.forEach((h) => hosts.add(`${namespace}/${h}`));
      alsoOf(reached).forEach((h) => hosts.add(`${namespace}/${h}`));
      if (reached.client !== undefined && hasRules(reached)) {
        reached.hosts.forEach((h) => hosts.add(`./${h}`)); // its callers' routes are in the callers' namespaces
      }
      if (reached.clusterSet && ((call.clusterSet && reached === call.target) || leadsByClusterSet(call.target, reached))) {
        clusterSetHosts(reached, namespace).forEach((h) => hosts.add(h));
      }
      const via = reached.external?.via;
      if (via) {
        hosts.add(`${via.namespace}/${via.host}`);
      }
    }
  }
  return {
    workloadSelector: s.selector,
    egress: [{ hosts: uncovered([...[...hosts].sort(), ...always(s.mesh, [...s.namespaceModel?.sidecarHosts ?? [], ...s.sidecarHosts, ...keyHosts(s)])], s.namespace) }],
    outboundTrafficPolicy: outbound(s.namespaceModel!, s),
  };
}

/** The hosts except those in namespaces that are imported completely (the proxies' own as `.` or by its name): the API server warns about them. */
function uncovered(hosts: readonly string[], own: string): string[] {
  const whole = new Set(hosts.filter((h) => h.endsWith('/*')).map((h) => h.slice(0, -2)));
  if (whole.has('.')) whole.add(own);
  const covered = (h: string) => h === `${own}/*` && hosts.includes('./*');
  return hosts.filter((h) => (h.endsWith('/*') ? !covered(h) : !whole.has(h.slice(0, h.indexOf('/')))));
}

/** The multi-cluster host of a service, in the namespace of its objects: for another owner's service, the callers' namespace. */
function clusterSetHosts({ clusterSet, client }: ServiceModel, namespace: string): readonly string[] {
  const { host, by } = clusterSet!;
  return client === undefined ? [`${namespace}/${host}`] : by === 'alias' ? [`./${host}`] : [`${namespace}/${host}`, `./${host}`];
}

function hasRules(s: ServiceModel): boolean {
  return s.split.length + s.httpRules.length + s.tlsRules.length + s.tcpRules.length + s.versions.length + s.portPolicies.size > 0 || s.policy !== undefined;
}

/** The hosts from which the service's own proxies fetch JWT keys. */
function keyHosts(s: ServiceModel): readonly string[] {
  return !s.mesh.keysByProxy ? [] : s.jwt.flatMap((j) => {
    const host = keySource(j)?.host;
    return host === undefined ? [] : [`${host.endsWith(`.svc.${s.mesh.clusterDomain}`) ? host.split('.')[1] : '*'}/${host}`];
  });
}

function outbound(n: NamespaceModel, s?: ServiceModel): SpecInput<'Sidecar'>['outboundTrafficPolicy'] {
  return { mode: (s?.outbound ?? n.outbound) === 'registry-only' ? 'REGISTRY_ONLY' : 'ALLOW_ANY' };
}
