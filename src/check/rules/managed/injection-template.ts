import { managed, trafficDirector } from './_facts';
import { annotationsOf, meshPods, unsupportedTemplates } from './_workloads-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const injectionTemplate: Check = {
  code: 'MESH766',
  title: 'injection template that a managed mesh does not have',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The injector of a managed control plane has the templates `sidecar` and `gateway`. Pods that request another one can\'t be created, and Traffic Director has no agent for proxyless gRPC.',
  run(world, report) {
    if (!managed(world)) return;
    const serves = trafficDirector(world);
    for (const pod of meshPods(world)) {
      for (const { template, replacement } of unsupportedTemplates(pod, serves === undefined ? 'istiod' : 'traffic-director')) {
        report(pod.item, {
          severity: serves === 'may serve' ? Severity.WARNING : Severity.ERROR,
          pointer: `${annotationsOf(pod)}/inject.istio.io~1templates`,
          message: `a managed control plane has no injection template '${template}', which ${pod.item.kind} ${world.nameOf(pod.item)} requests`,
          fix: `use ${replacement}`,
        });
      }
    }
  },
};
