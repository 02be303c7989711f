import { effective, type Mode } from './_mtls';
import { isWildcard } from '../../../world/hosts';
import type { Item, ItemOf } from '../../../world/item';
import { portOf } from '../../../world/pods';
import type { Labels } from '../../../world/selector';
import type { Registered } from '../../../world/services';
import type { TrafficPolicy } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { target } from '../traffic/_rule-target';
import { routedSubsets } from '../traffic/_subsets';
import { inMesh } from '../workload/_in-mesh';
import { pastSidecar } from '../workload/_inbound-ports';

/** A pod of the service, or of a subset of it, whose policy sets a mode on the port, and the policy that sets it. */
export function podOfMode(world: World, service: Registered, servicePort: number, wanted: Mode, subset?: Labels): { item: Item; policy?: ItemOf<'PeerAuthentication'> } | undefined {
  const port = service.ports.find((p) => p.number === servicePort);
  for (const pod of world.pods({ ...service.selector, ...subset }, service.namespace)) {
    if (!inMesh(world, pod)) continue;
    const meant = port?.targetPort;
    const number = portOf(pod, typeof meant === 'string' || meant ? meant : servicePort);
    const { mode, policy } = effective(world, pod, number);
    if (mode === wanted && (number === undefined || !pastSidecar(pod, number))) return { item: pod.item, policy };
  }
  return undefined;
}

const clashing = (mode: string | undefined): boolean => mode === 'DISABLE' || mode === 'SIMPLE' || mode === 'MUTUAL';

interface Part { readonly policy: TrafficPolicy; readonly at: readonly (string | number)[]; readonly subset?: string; readonly labels?: Labels }

/** TLS settings of a rule other than the mesh's mutual TLS: for the host, and for subsets that a route uses. */
function clashingPolicies(world: World, dr: ItemOf<'DestinationRule'>, host: string): Part[] {
  const parts: Part[] = [
    { policy: dr.spec.trafficPolicy ?? {}, at: ['spec', 'trafficPolicy'] },
    ...(dr.spec.subsets ?? []).map((s, i) => ({ policy: s.trafficPolicy ?? {}, at: ['spec', 'subsets', i, 'trafficPolicy'], subset: s.name, labels: s.labels ?? {} }))
      .filter((s) => routedSubsets(world).has(`${host} ${s.subset}`)),
  ];
  return parts.filter(({ policy }) => clashing(policy.tls?.mode) || policy.portLevelSettings?.some((p) => clashing(p.tls?.mode)));
}

export const mtlsClash: Check = {
  code: 'MESH416',
  title: 'client that does not use the mutual TLS that the service requires',
  aliases: ['KIA0207', 'KIA0208'],
  severity: Severity.ERROR,
  explanation: 'A DestinationRule makes clients send plaintext (`DISABLE`) or one-way TLS (`SIMPLE`), or a BackendTLSPolicy makes them originate their own TLS, to a service whose PeerAuthentication is STRICT. '
    + 'Its proxies refuse the connections: clients get a 503 (`UC`, connection reset). Without `tls` in the rule clients use automatic mutual TLS.',
  run(world, report) {
    if (!world.all('PeerAuthentication').length) return;
    for (const dr of world.all('DestinationRule')) {
      if (!dr.spec.host) continue;
      const host = world.registry.resolve(dr.spec.host, dr.namespace);
      const policies = clashingPolicies(world, dr, host);
      if (!policies.length) continue;
      const services = isWildcard(host)
        ? world.registry.all().filter((r) => r.kind === 'Service' && r.host.endsWith(host.slice(1))).slice(0, 200)
        : [target(world, dr)].filter((s) => s !== undefined);
      for (const service of services) {
        if (!service.selector || service.kind !== 'Service') continue;
        let reported = false;
        for (const { policy, at, subset, labels } of policies) {
          const found = service.ports.map((port) => {
            const level = policy.portLevelSettings?.findIndex((p) => p.port?.number === port.number) ?? -1;
            const tls = level >= 0 ? policy.portLevelSettings![level].tls : policy.tls;
            return { port, level, tls, strict: clashing(tls?.mode) ? podOfMode(world, service, port.number, 'STRICT', labels) : undefined };
          }).find((f) => f.strict);
          if (!found) continue;
          const { port, level, tls } = found;
          const strict = found.strict!;
          reported = true;
          report(dr, {
            pointer: pointer(...at, ...(level >= 0 ? ['portLevelSettings', level] : []), 'tls', 'mode'),
            aliases: isWildcard(host) ? undefined : [],
            message: `clients send ${tls!.mode === 'DISABLE' ? 'plaintext' : `TLS with mode ${tls!.mode}`} to ${subset ? `subset ${subset} of ` : ''}${service.host} port ${port.number}, whose ${strict.item.kind} ${strict.item.namespace}/${strict.item.name} accepts mutual TLS only (STRICT): connections are reset, and clients get a 503`,
            fix: 'use tls.mode ISTIO_MUTUAL, or remove tls from the rule',
            related: [service.item, ...(strict.policy ? [strict.policy] : [])],
          });
        }
        if (reported) break;
      }
    }
    for (const policy of world.all('BackendTLSPolicy')) {
      for (const [i, ref] of (policy.spec.targetRefs ?? []).entries()) {
        const service = (ref.group ?? '') === '' && ref.kind === 'Service' ? world.service(world.registry.fqdn(ref.name ?? '', policy.namespace), policy.namespace) : undefined;
        if (!service?.selector || service.kind !== 'Service') continue;
        const clash = service.ports.filter((p) => !ref.sectionName || p.name === ref.sectionName)
          .map((port) => ({ port, strict: podOfMode(world, service, port.number, 'STRICT') })).find((c) => c.strict);
        if (!clash) continue;
        const { port, strict } = clash;
        report(policy, {
          pointer: pointer('spec', 'targetRefs', i),
          aliases: [],
          message: `clients originate their own TLS to ${service.host} port ${port.number}, whose ${strict!.item.kind} ${strict!.item.namespace}/${strict!.item.name} accepts mutual TLS only (STRICT): connections are reset, and clients get a 503`,
          fix: 'remove the target, so that clients use automatic mutual TLS; or let the workload accept other TLS',
          related: [service.item, ...(strict!.policy ? [strict!.policy] : [])],
        });
      }
    }
  },
};
