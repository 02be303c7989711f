import { managed } from './_facts';
import { annotationsOf, meshPods, ignoredAnnotations } from './_workloads-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const escaped = (key: string): string => key.replace(/~/g, '~0').replace(/\//g, '~1');

export const unsupportedAnnotation: Check = {
  code: 'MESH762',
  title: 'annotation that a managed mesh ignores',
  aliases: ['G-WL2'],
  severity: Severity.WARNING,
  explanation: 'A managed control plane supports a fixed list of annotations; others have no effect, and keep a fleet from moving to Traffic Director.',
  run(world, report) {
    if (!managed(world)) return;
    for (const pod of meshPods(world)) {
      for (const annotation of ignoredAnnotations(pod)) {
        report(pod.item, {
          pointer: `${annotationsOf(pod)}/${escaped(annotation)}`,
          message: `a managed mesh ignores the annotation ${annotation}: it has no effect, and keeps the fleet from moving to Traffic Director`,
          fix: 'remove it; some proxy settings can be set in proxy.istio.io/config',
        });
      }
    }
  },
};
