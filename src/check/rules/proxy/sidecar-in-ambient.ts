import { type Sidecar, defaults, redirected, selections } from './_sidecar-selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { ambientNamespace } from '../workload/_in-mesh';

export const sidecarInAmbient: Check = {
  code: 'MESH604',
  title: 'Sidecar object in a namespace without sidecars',
  aliases: ['IST0167'],
  severity: Severity.WARNING,
  explanation: 'In ambient mode pods have no sidecar, and nothing reads a Sidecar object.',
  run(world, report) {
    const reportSidecar = (s: Sidecar, what: string) => report(s, {
      message: `${what} is in ambient mode and has no sidecar: nothing reads this Sidecar`,
      fix: 'remove it; restrict access with policies instead',
    });
    const done = new Set<Sidecar>();
    for (const [pod, list] of selections(world)) {
      if (!redirected(pod)) continue;
      for (const s of list) if (!done.has(s) && done.add(s)) reportSidecar(s, `${pod.item.kind} ${pod.namespace}/${pod.name}`);
    }
    for (const [namespace, list] of defaults(world)) {
      if (!ambientNamespace(world.namespace(namespace))) continue;
      for (const s of list) if (!done.has(s) && done.add(s)) reportSidecar(s, `namespace ${namespace}`);
    }
  },
};
