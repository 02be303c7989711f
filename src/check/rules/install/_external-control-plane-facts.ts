import { isIP } from 'node:net';
import type { Item } from '../../../world/item';
import type { WebhookConfiguration } from '../../../world/shapes/core';
import type { World } from '../../../world/world';
import { pointer, type Report } from '../../engine/check';

/** The target of a webhook's URL. */
export function lint(url: string): 'host' | 'ip' | 'invalid' {
  // a text without scheme and host is a path, which is also a URL
  if (/[\x00-\x1f\x7f]/.test(url)) return 'invalid';
  const authority = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(url)?.[1];
  if (authority === undefined) return /^:|^[^/?#:]*:[^/?#]*\//.test(url) && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url) ? 'invalid' : 'host';
  const at = authority.slice(authority.lastIndexOf('@') + 1);
  const host = at.startsWith('[') ? at.slice(1, at.indexOf(']')) : at.replace(/:[^:]*$/, '');
  const port = at.startsWith('[') ? at.slice(at.indexOf(']') + 1) : at.slice(host.length);
  if (port && !/^:\d*$/.test(port)) return 'invalid';
  if (/[ <>"%{}|\\^`]/.test(host.replace(/%[0-9a-fA-F]{2}/g, ''))) return 'invalid';
  return isIP(host) ? 'ip' : 'host';
}

export const eachHook = (world: World, visit: (item: Item, index: number, hook: NonNullable<WebhookConfiguration['webhooks']>[number]) => void): void => {
  const of = (item: Item<WebhookConfiguration>) => item.spec.webhooks?.forEach((hook, i) => visit(item, i, hook));
  for (const c of world.all('ValidatingWebhookConfiguration')) if (c.name === 'istiod-default-validator' || c.name.startsWith('istio-validator')) of(c);
  for (const c of world.all('MutatingWebhookConfiguration')) if (c.name.startsWith('istio-sidecar-injector')) of(c);
};

export const reportWebhook = (report: Report, item: Item, index: number, name: string | undefined, what: string, fix: string) =>
  report(item, { pointer: pointer('webhooks', index, 'clientConfig'), message: `webhook ${name ?? index} ${what}`, fix });
