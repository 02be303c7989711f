import { RENAMED_FILTERS } from '../../../validation/envoy-filter';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Verdict = 'relative' | 'relative-after-version' | 'replace' | 'add' | 'remove';

interface Judged {
  readonly filter: ItemOf<'EnvoyFilter'>;
  readonly pointer: string;
  readonly verdict: Verdict;
  readonly operation: string;
  readonly applyTo: string;
  /** the filter that the patch refers to comes from another EnvoyFilter, judging by its name */
  readonly foreign: boolean;
}

/** Filters that the control plane itself adds to the proxies that it configures: they exist whatever is applied first. */
const MADE_BY_ISTIOD = new Set([
  ...['router', 'jwt_authn', 'rbac', 'cors', 'fault', 'grpc_web', 'grpc_stats', 'ext_authz', 'compressor'].map((n) => `envoy.filters.http.${n}`),
  ...['http_connection_manager', 'tcp_proxy', 'rbac', 'ext_authz', 'sni_cluster', 'mysql_proxy', 'mongo_proxy', 'redis_proxy', 'metadata_exchange'].map((n) => `envoy.filters.network.${n}`),
  'istio.metadata_exchange', 'istio.stats', 'istio.alpn', 'istio_authn',
]);

/** Whether a patch refers to a filter that only another EnvoyFilter adds. */
function refersToForeign(applyTo: string, filter: { name?: string; subFilter?: { name?: string } } | undefined): boolean {
  const name = applyTo === 'HTTP_FILTER' ? filter?.subFilter?.name : applyTo === 'NETWORK_FILTER' ? filter?.name : undefined;
  return name !== undefined && name !== '' && !MADE_BY_ISTIOD.has(RENAMED_FILTERS.get(name) ?? name);
}

const REPLACEABLE = new Set(['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST']);

/** istioctl's findings for every patch, in the order of the objects: it remembers names of filters that were bound to a proxy version. */
const judged = (world: World): readonly Judged[] => world.once('envoyPatches', () => {
  const out: Judged[] = [];
  const versioned = new Set<string>();
  for (const filter of world.all('EnvoyFilter')) {
    for (const [i, p] of (filter.spec.configPatches ?? []).entries()) {
      if (!p.patch) break;
      const { operation = '', value } = p.patch;
      const applyTo = p.applyTo ?? '';
      const name = value ? value.name ?? p.match?.listener?.filterChain?.filter?.name ?? '' : '';
      const addVerdict = (verdict: Verdict) => out.push({ filter, pointer: pointer('spec', 'configPatches', i), verdict, operation, applyTo, foreign: refersToForeign(applyTo, p.match?.listener?.filterChain?.filter) });
      const relative = () => { if (!filter.spec.priority) addVerdict(versioned.has(name) ? 'relative-after-version' : 'relative'); };
      const useless = applyTo === 'ROUTE_CONFIGURATION' || applyTo === 'HTTP_ROUTE';
      if (operation === 'ADD') {
        if (useless) addVerdict('add');
      } else if (operation === 'REMOVE') {
        if (useless) addVerdict('remove'); else relative();
      } else if (operation === 'REPLACE') {
        if (!REPLACEABLE.has(applyTo)) addVerdict('replace'); else relative();
      } else if (operation === 'INSERT_BEFORE' || operation === 'INSERT_AFTER') {
        relative();
      }
      if (p.match?.proxy?.proxyVersion) versioned.add(name);
    }
  }
  return out;
});

export const run = (verdict: Verdict, message: (j: Judged) => string, fix: string, severity?: (j: Judged) => Severity | undefined): Check['run'] => (world, report) => {
  for (const j of judged(world)) if (j.verdict === verdict) report(j.filter, { pointer: j.pointer, message: message(j), fix, severity: severity?.(j) });
};
