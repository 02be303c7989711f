import type { ItemOf } from '../../../world/item';
import type { WebhookConfiguration } from '../../../world/shapes/core';
import type { World } from '../../../world/world';

type Webhook = NonNullable<WebhookConfiguration['webhooks']>[number];
type Configuration = ItemOf<'MutatingWebhookConfiguration'> | ItemOf<'ValidatingWebhookConfiguration'>;

export interface IstioWebhook { readonly config: Configuration; readonly webhook: Webhook; readonly index: number }

/** The webhooks of one type of Istio's control planes. */
export const webhooksOf = (world: World, kind: 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration'): readonly IstioWebhook[] =>
  (world.all(kind) as readonly Configuration[]).flatMap((config) => (config.spec.webhooks ?? []).flatMap((webhook, index) =>
    (webhook.name?.endsWith('istio.io') || config.labels.app === 'istiod' || config.labels.app === 'sidecar-injector' ? [{ config, webhook, index }] : [])));

/** Services of control planes, to suggest for a missing one. */
export const planeServices = (world: World): readonly ItemOf<'Service'>[] =>
  world.all('Service').filter((s) => s.spec.selector?.app === 'istiod' || s.name === 'istiod' || s.name.startsWith('istiod-'));
