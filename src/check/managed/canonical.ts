import type { Pod } from '../engine/pods';

export const NAME = 'service.istio.io/canonical-name';
export const REVISION = 'service.istio.io/canonical-revision';

/** The canonical service of a pod, as the injector chooses it. */
export const canonicalName = ({ labels }: Pod): string | undefined => labels[NAME] ?? labels['app.kubernetes.io/name'] ?? labels.app;
