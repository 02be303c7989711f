import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const deprecatedManagement: Check = {
  code: 'MESH754',
  title: 'deprecated field for the management of a mesh',
  aliases: ['G-CP4'],
  severity: Severity.WARNING,
  explanation: '`mesh.controlPlane` of a feature membership has been replaced by `mesh.management`.',
  run(world, report) {
    for (const item of world.ofKind('gkehub.cnrm.cloud.google.com', 'GKEHubFeatureMembership')) {
      const value = text(item.object, 'spec.mesh.controlPlane');
      if (value !== undefined) {
        report(item, { pointer: '/spec/mesh/controlPlane', message: 'mesh.controlPlane is deprecated in favour of mesh.management, and a later release removes it', fix: `use mesh: { management: MANAGEMENT_${value} }` });
      }
    }
  },
};
