import type { Check } from '../engine/check';
import { Severity } from '../finding';

export const entryWithoutEndpoints: Check = {
  code: 'MESH248',
  title: 'static ServiceEntry without endpoints',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'With `resolution: STATIC` the proxy sends to the addresses that the entry lists, or to the workloads that it selects. Where it does neither, requests get 503 (`UH`, no healthy upstream).',
  run(world, report) {
    for (const se of world.all('ServiceEntry')) {
      const { resolution, endpoints, workloadSelector, hosts } = se.spec;
      if (resolution !== 'STATIC' || endpoints?.length || workloadSelector) continue;
      report(se, {
        pointer: '/spec/resolution',
        message: `the entry lists no endpoints and selects no workloads: requests to ${hosts?.join(', ') ?? 'its hosts'} get 503, no healthy upstream`,
        fix: 'list endpoints, add a workloadSelector, or let resolution be DNS',
      });
    }
  },
};
