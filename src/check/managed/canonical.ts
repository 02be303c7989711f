import type { ItemOf } from '../engine/item';
import type { Pod } from '../engine/pods';
import { isEmpty } from '../engine/selector';
import type { World } from '../engine/world';

export const NAME = 'service.istio.io/canonical-name';
export const REVISION = 'service.istio.io/canonical-revision';

/** The canonical service of a pod, as the injector chooses it. */
export const canonicalName = ({ labels }: Pod): string | undefined => labels[NAME] ?? labels['app.kubernetes.io/name'] ?? labels.app;

/** The pods behind a Service that are of a canonical service. */
export const canonicalPods = (world: World, { namespace, spec: { selector } }: ItemOf<'Service'>): readonly Pod[] =>
  (isEmpty(selector) ? [] : world.pods(selector, namespace).filter((p) => canonicalName(p) !== undefined));
