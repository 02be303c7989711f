import { isEmpty, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const rootSidecarSelects: Check = {
  code: 'MESH607',
  title: 'Sidecar of the root namespace with a selector',
  aliases: ['KIA1006'],
  severity: Severity.WARNING,
  explanation: 'A Sidecar in the root namespace is the default of every namespace, as long as it selects nothing. With a `workloadSelector` it holds for pods of the root namespace alone, unlike policies there, which select in all namespaces.',
  run(world, report) {
    for (const s of world.all('Sidecar')) {
      const labels = s.spec.workloadSelector?.labels;
      if (s.namespace !== world.mesh.rootNamespace || isEmpty(labels)) continue;
      report(s, {
        pointer: '/spec/workloadSelector',
        message: `this Sidecar of the root namespace holds for pods of ${s.namespace} with ${show(labels)} alone: it is nobody's default, and pods of other namespaces don't follow it`,
        fix: 'leave workloadSelector out to make it the default of the mesh, or move it to the namespace of its pods',
      });
    }
  },
};
