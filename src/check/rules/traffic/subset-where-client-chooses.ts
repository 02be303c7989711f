import { destinations } from './_destinations';
import { clientsOf } from './_route-clients';
import { visibleRules } from './_rules';
import { unbalanced } from './_unbalanced';
import { isEmpty, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const subsetWhereClientChooses: Check = {
  code: 'MESH272',
  title: 'subset where the client chooses the endpoint',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'For a headless Service, and for a ServiceEntry with `resolution: NONE`, a sidecar sends each connection to the address that the client resolved. The labels of a subset select no pods there: the weights and versions of a route have no effect.',
  run(world, report) {
    for (const use of destinations(world)) {
      const { subset } = use.destination;
      const why = subset ? unbalanced(world, use.service) : undefined;
      if (!why || !use.service || !clientsOf(use).mesh) continue;
      const rule = visibleRules(world, use.full, use.vs.namespace).find((r) => r.spec.subsets?.some((s) => s.name === subset));
      const labels = rule?.spec.subsets?.find((s) => s.name === subset)?.labels;
      if (!rule || isEmpty(labels)) continue;
      report(use.vs, {
        pointer: `${use.pointer}/subset`,
        message: `${why.what}: sidecars send each connection to the address that the client chose, whether or not its pod has ${show(labels)}`,
        fix: why.kind === 'passthrough' ? 'remove PASSTHROUGH from the DestinationRule' : why.kind === 'headless' ? 'add a Service with a cluster IP for the same pods, and route to its subsets' : 'set resolution: DNS, or STATIC with endpoints, in the ServiceEntry',
        related: [use.service.item, rule],
      });
    }
  },
};
