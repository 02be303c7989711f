import { parseUrl } from '../../../grammar/url';
import { fetchedByProxies } from '../../../model/keys';
import type { ItemOf } from '../../../world/item';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { pointer } from '../../engine/check';
import { istiodEnv } from '../install/_istiod-env';

/** The server from which istiod fetches the keys of an issuer. */
export interface KeyServer {
  readonly policy: ItemOf<'RequestAuthentication'>;
  readonly pointer: string;
  readonly url: string;
  /** as it is written */
  readonly host: string;
  readonly port: number;
  /** the full name, if it is a host of the cluster */
  readonly full: string | undefined;
  readonly services: readonly Registered[];
}

/** Whether proxies fetch the keys themselves. */
const byProxies = (world: World): boolean => world.options.keysByProxies === true || fetchedByProxies(istiodEnv(world, 'PILOT_JWT_ENABLE_REMOTE_JWKS'));

/** The full name of a host of the cluster, as resolved by a client in a namespace; undefined for any other host. */
function inCluster(world: World, host: string, namespace: string): string | undefined {
  if (world.registry.parse(host)) return host;
  const labels = host.split('.');
  if (labels.some((l) => l === '') || /^[\d.]+$/.test(host) || host.startsWith('[') || host === 'localhost') return undefined;
  if (labels.length === 1) return world.registry.fqdn(host, namespace);
  if (labels.length === 3 && labels[2] === 'svc') return world.registry.fqdn(labels[0], labels[1]);
  // `name.namespace` looks like a public host: only existing ones count
  return labels.length === 2 && world.find('Service', labels[1], labels[0]) ? world.registry.fqdn(labels[0], labels[1]) : undefined;
}

/** Every place from which istiod fetches keys: `jwksUri`, or the issuer if neither that nor the keys are given. */
export function* keyServers(world: World): Iterable<KeyServer> {
  if (!world.all('RequestAuthentication').length || byProxies(world)) return;
  for (const policy of world.all('RequestAuthentication')) {
    for (const [i, rule] of (policy.spec.jwtRules ?? []).entries()) {
      const field = rule.jwksUri ? 'jwksUri' : 'issuer';
      const url = rule.jwksUri ?? (rule.jwks ? undefined : rule.issuer);
      const parsed = url && /^https?:/i.test(url) ? parseUrl(url) : undefined;
      if (!url || !parsed?.host) continue;
      const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(parsed.host)!;
      const full = inCluster(world, host, world.mesh.rootNamespace);
      yield {
        policy,
        pointer: pointer('spec', 'jwtRules', i, field),
        url,
        host,
        port: port ? Number(port) : parsed.scheme === 'https' ? 443 : 80,
        full,
        services: full === undefined ? [] : [world, ...world.siblings].flatMap((w) => w.registry.same(full)),
      };
    }
  }
}
