import { inClusterParts, REV } from './_control-plane-facts';
import { managed, REVISIONS } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const unknownRevision: Check = {
  code: 'MESH752',
  title: 'unknown managed revision',
  aliases: ['G-CP2'],
  severity: Severity.ERROR,
  explanation: 'Google\'s revisions are `asm-managed` (regular), `asm-managed-rapid` and `asm-managed-stable`. Pods in a namespace with any other revision get no proxy.',
  run(world, report) {
    const named: [Item, string, string][] = [
      ...world.all('Namespace').map((n): [Item, string, string] => [n, n.labels[REV] ?? '', '/metadata/labels/istio.io~1rev']),
      ...world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision').map((c): [Item, string, string] => [c, c.name, '/metadata/name']),
    ];
    // an additional control plane has its own revisions: MESH757 covers that
    for (const pod of managed(world) ? world.pods(undefined) : []) {
      if (pod.labels[REV] !== undefined && !inClusterParts(world).includes(pod.item)) named.push([pod.item, pod.labels[REV], `${pod.pointer.replace(/\/spec$/, '')}/metadata/labels/istio.io~1rev`]);
    }
    for (const [item, revision, pointer] of named) {
      const wrong = item.kind !== 'Namespace' ? !REVISIONS.includes(revision) : revision.startsWith('asm-managed') && !REVISIONS.includes(revision);
      if (wrong) {
        report(item, { pointer, message: `'${revision}' is not a managed revision, so nothing injects proxies for it`, fix: `use one of ${REVISIONS.join(', ')}` });
      }
    }
  },
};
