import { label } from '../../../world/item';
import type { Check } from '../../engine/check';
import { oncePerPlace } from '../../engine/once';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';
import { type Claim, type KubeRoute, mayPrecede, rivalRoutes } from '../traffic/_rival-routes';

export const routesConflict: Check = {
  code: 'MESH842',
  title: 'routes with the same match for one hostname at one Gateway',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A Gateway merges the HTTPRoutes and GRPCRoutes of a hostname. If several routes have the same match, only that of the oldest route applies (by creation time, then by name), and no status reports it. '
    + 'A redirect to HTTPS that is attached to the HTTP listener conflicts in this way with a route that is attached to all listeners. The check compares the routes of the compiled gateways.',
  run(world, report) {
    const reportOnce = oncePerPlace(report);
    for (const claims of rivalRoutes(world).flatMap(({ same }) => same)) {
      const owners = [...new Set(claims.map(({ owner }) => owner))] as KubeRoute[];
      for (const claim of claims) {
        const { owner, pointer } = claim;
        const others = othersOf(owners, owner as KubeRoute, label);
        reportOnce(owner, {
          pointer,
          message: `${others.names} ${others.count > 1 ? 'have' : 'has'} the same match for ${claim.host}${atGateway(owner as KubeRoute, others.shown[0])}: ${outcome(claim, owners)}`,
          fix: 'put the rules of the hostname into one route, or give the routes different hostnames, matches or listeners (parentRefs.sectionName)',
          related: others.shown,
        });
      }
    }
  },
};

/** Which of the routes applies, as far as their creation times tell. */
function outcome({ owner }: Claim, owners: readonly KubeRoute[]): string {
  const others = owners.filter((o) => o !== owner);
  if (others.some((other) => !mayPrecede(owner, other))) return 'an older route gets the requests, so this match never applies';
  return others.every((other) => !mayPrecede(other, owner)) ? 'this route is the oldest and gets the requests, so the others never apply' : 'only the oldest of the routes applies';
}

function atGateway(one: KubeRoute, other: KubeRoute): string {
  const gateways = (route: KubeRoute) => (route.spec.parentRefs ?? []).map((ref) => `${ref.namespace ?? route.namespace}/${ref.name ?? ''}`);
  const common = gateways(one).find((g) => gateways(other).includes(g));
  return common === undefined ? '' : ` at Gateway ${common}`;
}
