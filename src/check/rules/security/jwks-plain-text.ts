import { keyServers } from './_key-server';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Top-level domains that no namespace is likely to have as its name: `keys.example` may be the Service `keys` of the namespace `example`, whose manifests are elsewhere. */
const PUBLIC = /\.(?:com|org|net|io|dev|app|cloud|co|ai|edu|gov)$/i;

export const jwksPlainText: Check = {
  code: 'MESH452',
  title: 'JWT keys fetched over plain text',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'istiod fetches the keys that verify tokens from `jwksUri`, or finds them by the OpenID discovery of the issuer. Over plain http, anyone on the network path can replace the keys, and then sign '
    + 'tokens with any claims. This is about servers outside the cluster; Services of the cluster may use http.',
  run(world, report) {
    for (const { policy, pointer, url, host, full } of keyServers(world)) {
      if (full !== undefined || !/^http:/i.test(url) || host === 'localhost' || host.startsWith('127.')) continue;
      if (host.split('.').length === 2 && !PUBLIC.test(host) && !world.closed(host.split('.')[1])) continue;
      if (/^[^.]+\.[^.]+\.svc(?:\.|$)/.test(host)) continue; // a cluster with another domain, or another cluster
      report(policy, {
        pointer,
        message: `the keys for tokens come from ${host} over plain http: anyone on the network path can replace them and sign tokens of any user`,
        fix: 'use https, or set the keys as jwks',
      });
    }
  },
};
