import { isEmpty, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const rootSidecarSelects: Check = {
  code: 'MESH607',
  title: 'Sidecar in the root namespace with a selector',
  aliases: ['KIA1006'],
  severity: Severity.WARNING,
  explanation: 'A Sidecar in the root namespace is the default for every namespace if it has no selector. With a `workloadSelector` it applies to pods in the root namespace only, unlike policies there, which select pods in all namespaces.',
  run(world, report) {
    for (const s of world.all('Sidecar')) {
      const labels = s.spec.workloadSelector?.labels;
      if (s.namespace !== world.mesh.rootNamespace || isEmpty(labels)) continue;
      report(s, {
        pointer: '/spec/workloadSelector',
        message: `this Sidecar in the root namespace applies only to pods of ${s.namespace} with ${show(labels)}: it is not a mesh-wide default, and pods in other namespaces don't use it`,
        fix: 'remove workloadSelector to make it the mesh-wide default, or move it to the namespace of its pods',
      });
    }
  },
};
