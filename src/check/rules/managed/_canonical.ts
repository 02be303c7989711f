import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import type { World } from '../../../world/world';

export const NAME = 'service.istio.io/canonical-name';
export const REVISION = 'service.istio.io/canonical-revision';

/** The canonical service of a pod, as the injector determines it. */
export const canonicalName = ({ labels }: Pod): string | undefined => labels[NAME] ?? labels['app.kubernetes.io/name'] ?? labels.app;

/** The pods behind a Service that belong to a canonical service. */
export const canonicalPods = (world: World, { namespace, spec: { selector } }: ItemOf<'Service'>): readonly Pod[] =>
  (isEmpty(selector) ? [] : world.pods(selector, namespace).filter((p) => canonicalName(p) !== undefined));
