import { managed } from './facts';
import type { Check } from '../engine/check';
import { Severity } from '../finding';
import { annotationsOf, meshPods, unmindedAnnotations } from './workloads-facts';

const escaped = (key: string): string => key.replace(/~/g, '~0').replace(/\//g, '~1');

export const unsupportedAnnotation: Check = {
  code: 'MESH762',
  title: 'annotation that a managed mesh does not mind',
  aliases: ['G-WL2'],
  severity: Severity.WARNING,
  explanation: 'A managed control plane minds a list of annotations; others do nothing, and keep a fleet from moving to Traffic Director.',
  run(world, report) {
    if (!managed(world)) return;
    for (const pod of meshPods(world)) {
      for (const annotation of unmindedAnnotations(pod)) {
        report(pod.item, {
          pointer: `${annotationsOf(pod)}/${escaped(annotation)}`,
          message: `a managed mesh does not mind the annotation ${annotation}`,
          fix: 'leave it out; proxy.istio.io/config takes some settings of a proxy',
        });
      }
    }
  },
};
