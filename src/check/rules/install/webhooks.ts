import type { ItemOf } from '../../../world/item';
import { matchesSelector, type Labels } from '../../../world/selector';
import type { WebhookConfiguration } from '../../../world/shapes/core';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Webhook = NonNullable<WebhookConfiguration['webhooks']>[number];
const REV = 'istio.io/rev';

/** The revisions that an injector's configuration names. */
function revisions(config: ItemOf<'MutatingWebhookConfiguration'>): Set<string> {
  const out = new Set<string>();
  if (config.labels[REV] !== undefined) out.add(config.labels[REV]);
  for (const w of config.spec.webhooks ?? []) {
    for (const selector of [w.namespaceSelector, w.objectSelector]) {
      const rev = selector?.matchLabels?.[REV];
      if (rev !== undefined) out.add(rev);
      for (const e of selector?.matchExpressions ?? []) if (e.key === REV) for (const v of e.values ?? []) out.add(v);
    }
  }
  return out;
}

export const webhooks: Check = {
  code: 'MESH701',
  title: 'injector that overlaps with another, or has no control plane',
  aliases: ['IST0139'],
  severity: Severity.ERROR,
  explanation: 'Two injectors that select the same pods inject them twice, or one after the other by name. An injector whose control plane Service does not exist makes the creation of pods fail.',
  run(world, report) {
    const all: { config: ItemOf<'MutatingWebhookConfiguration'>; webhook: Webhook; index: number }[] = [];
    const known = new Set<string>();
    for (const config of world.all('MutatingWebhookConfiguration')) {
      const revs = revisions(config);
      if (!revs.size && !config.spec.webhooks?.some((w) => w.name?.endsWith('istio.io'))) continue;
      config.spec.webhooks?.forEach((webhook, index) => all.push({ config, webhook, index }));
      for (const r of revs) known.add(r);
    }
    if (!all.length) return;
    const permutations = (key: string, values: readonly string[]): Labels[] => [undefined, ...known].flatMap((rev) =>
      [undefined, ...values].map((v) => ({ ...(v !== undefined ? { [key]: v } : {}), ...(rev !== undefined ? { [REV]: rev } : {}) })));
    const objects = permutations('sidecar.istio.io/inject', ['true', 'false']);
    const overlaps = new Map<(typeof all)[number], Set<(typeof all)[number]>>();
    for (const namespace of permutations('istio-injection', ['enabled', 'disabled'])) {
      const here = all.filter((a) => matchesSelector(a.webhook.namespaceSelector, namespace));
      if (here.length < 2) continue;
      for (const object of objects) {
        const hit = here.filter((a) => matchesSelector(a.webhook.objectSelector, object));
        if (hit.length < 2) continue;
        for (const a of hit) {
          const set = overlaps.get(a) ?? new Set();
          overlaps.set(a, set);
          for (const b of hit) if (b !== a) set.add(b);
        }
      }
    }
    for (const [a, others] of overlaps) {
      report(a.config, {
        pointer: pointer('webhooks', a.index),
        message: `webhook ${a.webhook.name ?? a.index} selects pods that ${[...others].map((o) => `${o.config.name}/${o.webhook.name ?? o.index}`).sort().join(', ')} ${others.size > 1 ? 'select' : 'selects'} too: pods may be injected twice`,
        fix: 'make the selectors exclude each other; one revision, one set of webhooks',
        related: [...new Set([...others].map((o) => o.config))].filter((c) => c !== a.config),
      });
    }
    for (const { config, webhook, index } of all) {
      const service = webhook.clientConfig?.service;
      if (!service) continue;
      const [namespace, name] = [service.namespace ?? '', service.name ?? ''];
      if (world.find('Service', namespace, name)) continue;
      const closed = world.closed(namespace);
      report(config, {
        pointer: pointer('webhooks', index, 'clientConfig', 'service'),
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `the control plane's Service ${namespace}/${name} is not defined${closed ? '' : ' in what is checked here'}: pods that the webhook selects can't be created`,
        fix: 'install the control plane of this revision, or remove the webhook',
      });
    }
  },
};
