import { target } from './_rule-target';
import { homeNamespaces, isHome } from './_rules';
import { isWildcard } from '../../../world/hosts';
import type { DestinationRule } from '../../../world/shapes/istio';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inMesh } from '../workload/_in-mesh';

/** Whether a rule only sets client TLS: an exception for clients of its own namespace. */
function onlyTls({ trafficPolicy, subsets }: DestinationRule): boolean {
  const only = (o: object | undefined, ...names: string[]) => Object.entries(o ?? {}).every(([k, v]) => v === undefined || names.includes(k));
  return trafficPolicy !== undefined && !subsets?.length && only(trafficPolicy, 'tls', 'portLevelSettings') && (trafficPolicy.portLevelSettings ?? []).every((l) => only(l, 'port', 'tls'));
}

export const ruleOffPath: Check = {
  code: 'MESH232',
  title: 'DestinationRule in a namespace that other clients ignore',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A proxy looks for DestinationRules in the client\'s namespace, then in the service\'s, then in the root namespace. One in any other namespace applies only to clients of that namespace, whatever it is exported to.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      const service = target(world, dr);
      const host = world.registry.resolve(dr.spec.host ?? '', dr.namespace);
      if (!service || isWildcard(host) || dr.namespace === world.mesh.rootNamespace) continue;
      if (isHome(world, host, dr.namespace)) continue;
      // exported only to its own namespace, it is intentionally a client's rule
      const own = dr.spec.exportTo?.length && dr.spec.exportTo.every((e) => e === '.' || e === dr.namespace);
      if (own || dr.spec.workloadSelector) continue;
      const homes = [...homeNamespaces(world, host)];
      const exception = onlyTls(dr.spec) && world.pods(undefined, dr.namespace).some((p) => inMesh(world, p));
      report(dr, {
        pointer: '/spec/host',
        // the clients' namespace may set the protocol that they use for a host
        severity: exception ? Severity.INFO : Severity.WARNING,
        message: `this rule applies to clients in ${dr.namespace} only, although it is exported ${dr.spec.exportTo?.length ? `to ${dr.spec.exportTo.join(', ')}` : 'everywhere'}: other clients look in their own namespace, in ${homes.join(', ')} and in ${world.mesh.rootNamespace}`,
        fix: `move it to ${homes[0]}, or set exportTo: ["."] if it is meant for clients in ${dr.namespace}`,
        related: [service.item],
      });
    }
  },
};
