import { REV, configMaps } from './_control-plane-facts';
import { managed, trafficDirector } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const configMapName: Check = {
  code: 'MESH756',
  title: 'mesh configuration that no control plane reads',
  aliases: ['G-CP6'],
  severity: Severity.WARNING,
  explanation: 'Each channel has its own ConfigMap: `istio-asm-managed`, `istio-asm-managed-rapid` and `istio-asm-managed-stable`. Traffic Director always reads `istio-asm-managed-rapid`; managed istiod reads the ConfigMap of its own channel.',
  run(world, report) {
    const maps = configMaps(world);
    if (!managed(world) || maps.length === 0) return;
    if (trafficDirector(world)) {
      if (!maps.some((m) => m.name === 'istio-asm-managed-rapid')) {
        report(maps[0], {
          pointer: '/metadata/name',
          message: `Traffic Director reads ConfigMap istio-asm-managed-rapid for every channel, but only ${maps.map((m) => m.name).join(', ')} exists: its settings have no effect`,
          fix: 'move the settings to ConfigMap istio-asm-managed-rapid',
        });
      }
      return;
    }
    const revisions = new Set([
      ...world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision').map((c) => c.name),
      ...world.all('Namespace').map((n) => n.labels[REV]).filter((r) => r?.startsWith('asm-managed')),
    ]);
    for (const map of maps) {
      if (revisions.size > 0 && !revisions.has(map.name.slice('istio-'.length))) {
        report(map, { pointer: '/metadata/name', message: `no control plane of this cluster reads ${map.name}: its revision is ${[...revisions].join(', ')}, so these settings have no effect`, fix: `rename it to istio-${[...revisions][0]}` });
      }
    }
  },
};
