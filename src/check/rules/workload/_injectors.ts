import { INJECTION, REV } from './_injection';
import { matchesSelector, type Labels } from '../../../world/selector';
import type { WebhookConfiguration } from '../../../world/shapes/core';
import type { World } from '../../../world/world';

type Webhook = NonNullable<WebhookConfiguration['webhooks']>[number];

/** The webhooks that inject sidecars into pods. */
export const injectors = (world: World): readonly Webhook[] => world.once(injectors, () => world.all('MutatingWebhookConfiguration').flatMap((config) =>
  (config.spec.webhooks ?? []).filter((w) => config.labels.app === 'sidecar-injector' || w.name?.endsWith('sidecar-injector.istio.io'))));

/** Whether a webhook selects a pod, by its own labels and those of its namespace. */
export const taken = (world: World, namespace: string, pod: Labels): boolean => {
  const labels = { 'kubernetes.io/metadata.name': namespace, ...world.namespace(namespace)?.labels };
  return injectors(world).some((w) => matchesSelector(w.namespaceSelector, labels) && matchesSelector(w.objectSelector, pod));
};

/** The revisions and tags that the injectors serve. */
export const revisionsServed = (world: World): readonly string[] => world.once(revisionsServed, () => [...new Set(injectors(world).flatMap((w) =>
  [w.namespaceSelector, w.objectSelector].flatMap((s) => [
    ...s?.matchLabels?.[REV] === undefined ? [] : [s.matchLabels[REV]],
    ...(s?.matchExpressions ?? []).filter((e) => e.key === REV && e.operator === 'In').flatMap((e) => e.values ?? []),
  ])))].sort());

/** Whether an injector selects namespaces with the label `istio-injection: enabled`. */
export const servesDefault = (world: World): boolean => injectors(world).some((w) => matchesSelector(w.namespaceSelector, { [INJECTION]: 'enabled' }));
