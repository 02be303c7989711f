import { push } from '../../../world/collect';
import { type ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import type { World } from '../../../world/world';

export type Sidecar = ItemOf<'Sidecar'>;

export const selectorOf = (s: Sidecar) => s.spec.workloadSelector?.labels;

/** Ambient mode as the status of a running pod shows it. */
export const redirected = (pod: Pod): boolean => pod.annotations['ambient.istio.io/redirection'] === 'enabled';

/** Pods with the Sidecars that select them. */
export const selections = (world: World) => world.once('sidecarSelections', () => {
  const out = new Map<Pod, Sidecar[]>();
  for (const s of world.all('Sidecar')) {
    if (isEmpty(selectorOf(s))) continue;
    for (const pod of world.pods(selectorOf(s), s.namespace)) {
      const list = out.get(pod);
      if (list) list.push(s); else out.set(pod, [s]);
    }
  }
  return out;
});

/** Sidecars without a selector, by namespace. */
export const defaults = (world: World) => world.once('sidecarDefaults', () => {
  const out = new Map<string, Sidecar[]>();
  for (const s of world.all('Sidecar')) if (isEmpty(selectorOf(s))) push(out, s.namespace, s);
  return out;
});
