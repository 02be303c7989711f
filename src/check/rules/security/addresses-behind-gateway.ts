import { targetsOf } from './_allowing';
import { isGatewayPod } from './_opaque-ports';
import type { Item, ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { gatewaysOf as gatewaysOfPod } from '../gateway/_served-ports';
import { trustedProxies } from '../gateway/_trusted-proxies';
import { destinations, splitName } from '../traffic/_destinations';
import { backendUses, clientsOf } from '../traffic/_route-clients';

type Policy = ItemOf<'AuthorizationPolicy'>;

/** A route of a gateway to a host, and the pods of the gateway where they are known. */
interface Way { readonly route: Item; readonly gateway: string; readonly pods: readonly Pod[] }

const ways = (world: World): ReadonlyMap<string, Way> => world.once(ways, () => {
  const out = new Map<string, Way>();
  for (const use of destinations(world)) {
    for (const name of use.mirror ? [] : clientsOf(use).gateways) {
      const ref = splitName(name, use.vs.namespace);
      const selector = world.find('Gateway', ref.namespace, ref.name)?.spec.selector;
      if (!out.has(use.full)) out.set(use.full, { route: use.vs, gateway: name, pods: isEmpty(selector) ? [] : world.pods(selector) });
    }
  }
  for (const use of backendUses(world)) if (use.gateway && !out.has(use.host)) out.set(use.host, { route: use.route, gateway: 'its Gateway', pods: [] });
  return out;
});

const PRIVATE = /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0\.0\.0\.0|::|f[cde])/i;
const isPublic = (block: string): boolean => !PRIVATE.test(block);

interface Use { readonly field: string; readonly at: string; readonly forwarded: boolean }

/** The places where a policy matches public addresses of clients. */
const uses = (policy: Policy): Use[] => (policy.spec.rules ?? []).flatMap((rule, i) => [
  ...(rule.from ?? []).flatMap(({ source }, j) => (['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const)
    .filter((field) => source?.[field]?.some(isPublic)).map((field) => ({ field, at: pointer('spec', 'rules', i, 'from', j, 'source', field), forwarded: /remote/i.test(field) }))),
  ...(rule.when ?? []).flatMap((w, j) => ((w.key === 'source.ip' || w.key === 'remote.ip') && [...w.values ?? [], ...w.notValues ?? []].some(isPublic)
    ? [{ field: w.key, at: pointer('spec', 'rules', i, 'when', j), forwarded: w.key === 'remote.ip' }] : [])),
]);

export const addressesBehindGateway: Check = {
  code: 'MESH437',
  title: 'client addresses at a workload behind a gateway',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A sidecar sees the address of its immediate peer: behind a gateway `ipBlocks` compares the address of the gateway\'s pod, never the client\'s. `remoteIpBlocks` uses the last address of `X-Forwarded-For` there, '
    + 'which is the load balancer\'s if the gateway itself trusts proxies in front of it (`numTrustedProxies`). Compare client addresses at the gateway.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy', 'rules')) {
      if (targetsOf(policy).length) continue;
      const found = uses(policy);
      if (!found.length) continue;
      const pods = world.selected(policy.spec.selector?.matchLabels, policy.namespace).filter((p) => !isGatewayPod(p) && !gatewaysOfPod(world, p).length);
      const way = pods.slice(0, 50).flatMap((p) => servicesOf(world, p)).map((s) => ways(world).get(world.registry.fqdn(s.name, s.namespace))).find((w) => w !== undefined);
      if (!way) continue;
      const trusted = Math.max(0, ...(way.pods.length ? way.pods : [undefined]).map((p) => trustedProxies(world, p)));
      for (const { field, at, forwarded } of found) {
        if (forwarded && trusted < 1) continue;
        const selector = way.pods[0]?.labels;
        const refused = policy.spec.action === 'DENY' ? 'they deny nobody' : 'clients with an allowed address are refused';
        report(policy, {
          pointer: at,
          message: `requests reach ${pods[0].item.kind} ${pods[0].namespace}/${pods[0].name} through gateway ${way.gateway} (${way.route.kind} ${way.route.namespace}/${way.route.name}), and ${forwarded ? `${field} uses the last address of X-Forwarded-For, which at the gateway (numTrustedProxies ${trusted}) is that of the load balancer` : `${field} compares the address of the gateway's pod`}: ${refused}`,
          fix: `move the rule to a policy of the gateway${way.pods[0] ? ` (namespace: ${way.pods[0].namespace}, selector: { matchLabels: { ${Object.entries(selector ?? {}).slice(0, 2).map(([k, v]) => `${k}: ${v}`).join(', ')} } })` : ''}, with to: [{ operation: { hosts: [HOST, "HOST:*"] } }]`,
          related: [way.route, pods[0].item],
        });
      }
    }
  },
};
