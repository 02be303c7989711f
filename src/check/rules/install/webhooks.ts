import { label, type ItemOf } from '../../../world/item';
import { matchesSelector, type Labels } from '../../../world/selector';
import type { WebhookConfiguration } from '../../../world/shapes/core';
import { pointer, type Check } from '../../engine/check';
import { allOf } from '../../engine/others';
import { Severity } from '../../finding';

type Webhook = NonNullable<WebhookConfiguration['webhooks']>[number];
const REV = 'istio.io/rev';

/** The revisions that a selector names. */
function revisionsOf(selector: Webhook['objectSelector']): Set<string> {
  const rev = selector?.matchLabels?.[REV];
  const expressions = (selector?.matchExpressions ?? []).filter((e) => e.key === REV);
  return new Set([...rev !== undefined ? [rev] : [], ...expressions.flatMap((e) => e.values ?? [])]);
}

/** The revisions in an injector's configuration. */
function revisions(config: ItemOf<'MutatingWebhookConfiguration'>): Set<string> {
  const out = new Set<string>();
  if (config.labels[REV] !== undefined) out.add(config.labels[REV]);
  for (const w of config.spec.webhooks ?? []) {
    for (const selector of [w.namespaceSelector, w.objectSelector]) for (const rev of revisionsOf(selector)) out.add(rev);
  }
  return out;
}

/** A webhook of an injector's configuration. */
interface Injector { readonly config: ItemOf<'MutatingWebhookConfiguration'>; readonly webhook: Webhook; readonly index: number }
const nameOf = ({ webhook, index }: Injector): string | number => webhook.name ?? index;

/** All combinations of the labels that determine injection. */
function combinations(key: string, values: readonly string[], revs: Iterable<string>): Labels[] {
  return [undefined, ...revs].flatMap((rev) => [undefined, ...values].map((v) => ({ ...(v !== undefined ? { [key]: v } : {}), ...(rev !== undefined ? { [REV]: rev } : {}) })));
}

/** The number of overlapping webhooks after which no more are searched. */
const MOST_OTHERS = 20;

/** The webhooks that select a pod which others select too, each with the others. */
function overlapping(all: readonly Injector[], known: ReadonlySet<string>): ReadonlyMap<Injector, ReadonlySet<Injector>> {
  const found = new Map<Injector, Set<Injector>>();
  for (const namespace of combinations('istio-injection', ['enabled', 'disabled'], toldApart(all, known, 'namespaceSelector'))) {
    const here = all.filter((a) => matchesSelector(a.webhook.namespaceSelector, namespace));
    if (here.length < 2) continue;
    for (const object of combinations('sidecar.istio.io/inject', ['true', 'false'], toldApart(here, known, 'objectSelector'))) {
      const hit = here.filter((a) => matchesSelector(a.webhook.objectSelector, object));
      if (hit.length > 1) for (const a of hit) meet(found, a, hit);
    }
  }
  return found;
}

/** The revisions that selectors distinguish, and one that they don't, representing all others. */
function toldApart(webhooks: readonly Injector[], known: ReadonlySet<string>, selector: 'namespaceSelector' | 'objectSelector'): ReadonlySet<string> {
  const named = new Set(webhooks.flatMap(({ webhook }) => [...revisionsOf(webhook[selector])]));
  for (const rev of known) if (!named.has(rev)) return named.add(rev);
  return named;
}

function meet(found: Map<Injector, Set<Injector>>, a: Injector, hit: readonly Injector[]): void {
  const others = found.get(a) ?? new Set();
  found.set(a, others);
  for (const b of hit) {
    if (others.size > MOST_OTHERS) return;
    if (b !== a) others.add(b);
  }
}

export const webhooks: Check = {
  code: 'MESH701',
  title: 'injector that overlaps with another one, or has no control plane',
  aliases: ['IST0139'],
  severity: Severity.ERROR,
  explanation: 'If two injectors select the same pods, both inject them, one after the other. If the Service of an injector\'s control plane does not exist, pods can\'t be created.',
  run(world, report) {
    const all: Injector[] = [];
    const known = new Set<string>();
    for (const config of world.all('MutatingWebhookConfiguration')) {
      const revs = revisions(config);
      if (!revs.size && !config.spec.webhooks?.some((w) => w.name?.endsWith('istio.io'))) continue;
      config.spec.webhooks?.forEach((webhook, index) => all.push({ config, webhook, index }));
      for (const r of revs) known.add(r);
    }
    if (!all.length) return;
    for (const [a, others] of overlapping(all, known)) {
      const configs = [...new Set([...others].map((o) => o.config))].filter((c) => c !== a.config);
      report(a.config, {
        pointer: pointer('webhooks', a.index),
        message: `webhook ${nameOf(a)} selects pods that ${allOf([...others].map((o) => `${o.config.name}/${nameOf(o)}`).sort(), String).names} ${others.size > 1 ? 'select' : 'selects'} as well: pods may be injected twice`,
        fix: 'make the selectors mutually exclusive: one set of webhooks for each revision',
        related: allOf(configs, label).shown,
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
        message: `the control plane's Service ${namespace}/${name} is not defined${closed ? '' : ' in the checked objects'}: pods that the webhook selects can't be created`,
        fix: 'install the control plane of this revision, or remove the webhook',
      });
    }
  },
};
