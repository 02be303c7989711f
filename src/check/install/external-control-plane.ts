import { isIP } from 'node:net';
import { pointer, type Check, type Report } from '../engine/check';
import type { Item } from '../engine/item';
import type { WebhookConfiguration } from '../engine/shapes/core';
import type { World } from '../engine/world';
import { Severity } from '../finding';

/** What a webhook's URL leads to. */
function lint(url: string): 'host' | 'ip' | 'invalid' {
  // no scheme and no host is a path, which is a URL all the same
  if (/[\x00-\x1f\x7f]/.test(url)) return 'invalid';
  const authority = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(url)?.[1];
  if (authority === undefined) return /^:|^[^/?#]*:[^/?#]*\//.test(url) && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url) ? 'invalid' : 'host';
  const at = authority.slice(authority.lastIndexOf('@') + 1);
  const host = at.startsWith('[') ? at.slice(1, at.indexOf(']')) : at.replace(/:[^:]*$/, '');
  const port = at.startsWith('[') ? at.slice(at.indexOf(']') + 1) : at.slice(host.length);
  if (port && !/^:\d*$/.test(port)) return 'invalid';
  if (/[ <>"%{}|\\^`]/.test(host.replace(/%[0-9a-fA-F]{2}/g, ''))) return 'invalid';
  return isIP(host) ? 'ip' : 'host';
}
const eachHook = (world: World, visit: (item: Item, index: number, hook: NonNullable<WebhookConfiguration['webhooks']>[number]) => void): void => {
  const of = (item: Item<WebhookConfiguration>) => item.spec.webhooks?.forEach((hook, i) => visit(item, i, hook));
  for (const c of world.all('ValidatingWebhookConfiguration')) if (c.name === 'istiod-default-validator' || c.name.startsWith('istio-validator')) of(c);
  for (const c of world.all('MutatingWebhookConfiguration')) if (c.name.startsWith('istio-sidecar-injector')) of(c);
};
const say = (report: Report, item: Item, index: number, name: string | undefined, what: string, fix: string) =>
  report(item, { pointer: pointer('webhooks', index, 'clientConfig'), message: `webhook ${name ?? index} ${what}`, fix });

export const externalControlPlane: Check = {
  code: 'MESH703',
  title: 'webhook that leads nowhere',
  aliases: ['IST0163'],
  severity: Severity.WARNING,
  explanation: 'A webhook of the control plane has neither a Service nor a usable URL: injection or validation fails.',
  run(world, report) {
    eachHook(world, (item, index, hook) => {
      const { url, service } = hook.clientConfig ?? {};
      if (url !== undefined ? lint(url) !== 'invalid' : service) return;
      say(report, item, index, hook.name, url === undefined ? 'has neither url nor service: calls of it fail' : `has the unusable url ${url}: calls of it fail`, 'give it the URL of the external control plane, or its Service');
    });
  },
};

export const externalControlPlaneAddress: Check = {
  code: 'MESH704',
  title: 'control plane by IP address',
  aliases: ['IST0164'],
  severity: Severity.INFO,
  explanation: 'The external control plane is reached by IP address: its certificate must name the address, and moving it breaks every cluster.',
  run(world, report) {
    eachHook(world, (item, index, hook) => {
      const url = hook.clientConfig?.url;
      if (url !== undefined && lint(url) === 'ip') say(report, item, index, hook.name, `reaches the control plane by address (${url}): its certificate must name the address, and it can't move`, 'use a host name');
    });
  },
};
