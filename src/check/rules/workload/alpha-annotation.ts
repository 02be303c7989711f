import { isAlpha } from './_annotation-table';
import { annotated, codes } from './_annotations';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Annotations that the injector itself writes when the CNI node agent sets up the pods' network. */
const BY_INJECTOR: ReadonlySet<string> = new Set([
  'sidecar.istio.io/interceptionMode', 'traffic.sidecar.istio.io/excludeInboundPorts', 'traffic.sidecar.istio.io/includeInboundPorts', 'traffic.sidecar.istio.io/includeOutboundIPRanges',
]);

export const alphaAnnotation: Check = {
  code: 'MESH523',
  title: 'alpha annotations',
  aliases: ['IST0136'],
  severity: Severity.INFO,
  explanation: 'Most of Istio\'s annotations are alpha: they work, but a release may change them without a deprecation. istioctl can report them, but does not by default.',
  run(world, report) {
    for (const place of annotated(world)) {
      const { spec } = place.item as { spec?: { initContainers?: readonly { name?: string }[] } };
      const injected = place.item.kind === 'Pod' && !spec?.initContainers?.some((c) => c.name === 'istio-init');
      const found = Object.keys(place.annotations).filter((name) => isAlpha(name) && !(injected && BY_INJECTOR.has(name)));
      if (!found.length) continue;
      report(place.item, {
        pointer: place.pointer,
        aliases: codes(place, 'IST0136'),
        message: `${found.length > 1 ? `annotations ${found.sort().join(', ')} are` : `annotation ${found[0]} is`} alpha: an Istio release may change what ${found.length > 1 ? 'they do' : 'it does'}`,
        fix: 'read the release notes before an upgrade',
      });
    }
  },
};
