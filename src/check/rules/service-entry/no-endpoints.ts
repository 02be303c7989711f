import { isEmpty, matches, show, type Labels } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const entryWithoutEndpoints: Check = {
  code: 'MESH248',
  title: 'static ServiceEntry without endpoints',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'With `resolution: STATIC` the proxy sends requests to the addresses that the entry lists, or to the workloads that it selects, in its own namespace only. If there are none, requests get a 503 (`UH`, no healthy upstream).',
  run(world, report) {
    for (const se of world.all('ServiceEntry')) {
      const { resolution, endpoints, workloadSelector, hosts } = se.spec;
      if (resolution !== 'STATIC' || endpoints?.length) continue;
      if (workloadSelector) {
        const { labels } = workloadSelector;
        if (isEmpty(labels) || !world.closed(se.namespace) || world.pods(labels, se.namespace).length) continue;
        const made = (entry: Labels | undefined) => matches(labels!, entry ?? {});
        if (world.all('WorkloadEntry').some((w) => w.namespace === se.namespace && made({ ...w.labels, ...w.spec.labels }))
          || world.all('WorkloadGroup').some((g) => g.namespace === se.namespace && made({ ...g.spec.template?.labels, ...g.spec.metadata?.labels }))) continue;
        report(se, {
          pointer: '/spec/workloadSelector',
          message: `no pod or WorkloadEntry of ${se.namespace} carries ${show(labels!)}: requests to ${hosts?.join(', ') ?? 'its hosts'} get a 503, no healthy upstream`,
          fix: 'select labels that the workloads have; workloads in other namespaces are not selected',
        });
        continue;
      }
      report(se, {
        pointer: '/spec/resolution',
        message: `the entry lists no endpoints and selects no workloads: requests to ${hosts?.join(', ') ?? 'its hosts'} get a 503, no healthy upstream`,
        fix: 'add endpoints or a workloadSelector, or set resolution: DNS',
      });
    }
  },
};
