import { isSubsetOf, isWildcard } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import { portOf, type Pod } from '../../../world/pods';
import type { Registered } from '../../../world/services';
import type { TrafficPolicy } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { target } from '../traffic/_rule-target';
import { rulesFor } from '../traffic/_rules';
import { withoutProxy } from '../workload/_without-proxy';

type Rule = ItemOf<'DestinationRule'>;
interface PolicyPart { readonly at: readonly (string | number)[]; readonly policy: TrafficPolicy; readonly labels?: Readonly<Record<string, string>>; readonly subset?: string }

const mutual = (policy: TrafficPolicy | undefined): boolean =>
  policy?.tls?.mode === 'ISTIO_MUTUAL' || (policy?.portLevelSettings?.some((p) => p.tls?.mode === 'ISTIO_MUTUAL') ?? false);

const parts = (dr: Rule): PolicyPart[] => [
  { at: ['spec', 'trafficPolicy'], policy: dr.spec.trafficPolicy ?? {} },
  ...(dr.spec.subsets ?? []).map((s, i) => ({ at: ['spec', 'subsets', i, 'trafficPolicy'], policy: s.trafficPolicy ?? {}, labels: s.labels, subset: s.name })),
].filter(({ policy }) => mutual(policy));

/** The services for which a rule is the most specific one. */
function services(world: World, dr: Rule): readonly Registered[] {
  const host = world.registry.resolve(dr.spec.host ?? '', dr.namespace);
  if (!isWildcard(host)) return [target(world, dr)].filter((s) => s !== undefined);
  return world.registry.all().filter((s) => s.kind === 'Service' && isSubsetOf(s.host, host) && rulesFor(world, s.host)[0] === dr);
}

/** A pod behind a service that has no proxy, and the reason. */
function plainPod(world: World, service: Registered, labels: PolicyPart['labels']): { readonly pod: Pod; readonly why: string } | undefined {
  for (const pod of world.pods({ ...service.selector, ...labels }, service.namespace)) {
    const why = withoutProxy(world, pod);
    if (why !== undefined) return { pod, why };
  }
  return undefined;
}

export const mtlsWithoutProxy: Check = {
  code: 'MESH428',
  title: 'mutual TLS to pods without a proxy',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A DestinationRule with `tls.mode: ISTIO_MUTUAL` makes clients use the mesh\'s mutual TLS for every endpoint of its hosts. Unlike automatic mutual TLS it does not depend on whether the endpoint has a proxy: '
    + 'the handshake reaches the application of pods without one, and clients get a 503 (`UF`).',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.tls', 'trafficPolicy.portLevelSettings.tls', 'subsets.trafficPolicy')) {
      const policyParts = parts(dr);
      if (!policyParts.length) continue;
      const all = services(world, dr).filter((s) => s.kind === 'Service' && s.selector);
      for (const { at, policy, labels, subset } of policyParts) {
        const found = all.flatMap((service) => {
          const port = service.ports.find((p) => (policy.portLevelSettings?.find((l) => l.port?.number === p.number) ?? policy).tls?.mode === 'ISTIO_MUTUAL');
          const plain = port && plainPod(world, service, labels);
          return plain ? [{ service, port, ...plain }] : [];
        });
        if (!found.length) continue;
        const { service, port, pod, why } = found[0];
        const level = policy.portLevelSettings?.findIndex((l) => l.port?.number === port.number) ?? -1;
        report(dr, {
          pointer: pointer(...at, ...(level >= 0 ? ['portLevelSettings', level] : []), 'tls', 'mode'),
          message: `clients use mutual TLS for ${subset ? `subset ${subset} of ` : ''}${service.host} port ${port.number}${found.length > 1 ? ` and ${found.length - 1} more services` : ''}, whose ${pod.item.kind} ${pod.namespace}/${pod.name} has no proxy (${why}), so its application receives the handshake on port ${portOf(pod, port.targetPort ?? port.number) ?? port.number}: clients get a 503`,
          fix: isWildcard(dr.spec.host ?? '') ? `add a DestinationRule for the host: { host: ${service.host}, trafficPolicy: { tls: { mode: DISABLE } } }; or remove tls here, so that clients decide for each endpoint`
            : 'remove tls from the rule, so that clients use mutual TLS only for endpoints that have a proxy; or inject the pods',
          related: [service.item, pod.item],
        });
      }
    }
  },
};
