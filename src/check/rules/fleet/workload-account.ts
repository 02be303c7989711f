import { clusterOf, membersOf } from './_facts';
import { merged, type Service } from './_services-facts';
import { type Pod, serviceAccountOf } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const accountOf = (pod: Pod): string => serviceAccountOf(pod);
const behind = (world: World, { spec, namespace }: Service): readonly Pod[] => (isEmpty(spec.selector) ? [] : world.pods(spec.selector, namespace).filter((p) => !p.made));
const list = (accounts: ReadonlySet<string>): string => [...accounts].sort().join(', ');

export const workloadAccount: Check = {
  code: 'MESH735',
  title: 'workload with a different service account in each cluster',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A service with the same name is one service in all clusters of a fleet, so its workload must have one identity. If its pods use a different service account in one cluster, policies that admit one account refuse the other, '
    + 'Google Cloud roles apply to some pods only, and clients that verify the server\'s identity reject it.',
  runFleet(worlds, report) {
    const reported = new Set<string>();
    const reportPod = (pod: Pod, here: World, what: string, accounts: readonly [ReadonlySet<string>, ReadonlySet<string>], there: World, other: Pod) => {
      const key = `${clusterOf(here)} ${pod.item.order}`;
      if (reported.has(key)) return;
      reported.add(key);
      report(pod.item, {
        pointer: pod.pointer,
        message: `${what} runs as ${list(accounts[0])} in ${clusterOf(here)} and as ${list(accounts[1])} in ${clusterOf(there)}: it is one service of the fleet with two identities, and policies and roles for one don't apply to the other`,
        fix: 'set serviceAccountName to the same account in every cluster',
        related: [other.item],
      });
    };
    for (const places of merged(worlds)) {
      const known = places.map(({ service, world }) => ({ service, world, pods: behind(world, service) })).filter(({ pods }) => pods.length > 0);
      const [first, ...rest] = known;
      for (const { service, world, pods } of rest) {
        const [wanted, here] = [first.pods, pods].map((all) => new Set(all.map(accountOf)));
        const odd = pods.find((pod) => !wanted.has(accountOf(pod)));
        if (odd) reportPod(odd, world, `the workload of service ${service.namespace}/${service.name}`, [here, wanted], first.world, first.pods[0]);
      }
    }
    // workloads of the same kind and name also count as one, with or without a Service
    const before = new Map<string, readonly [Pod, World]>();
    for (const world of membersOf(worlds)) {
      for (const pod of world.pods(undefined)) {
        if (pod.made || !pod.template) continue;
        const key = `${pod.item.kind} ${pod.namespace}/${pod.name}`;
        const [other, there] = before.get(key) ?? [];
        if (!other || !there) before.set(key, [pod, world]);
        else if (accountOf(other) !== accountOf(pod)) reportPod(pod, world, key, [new Set([accountOf(pod)]), new Set([accountOf(other)])], there, other);
      }
    }
  },
};
