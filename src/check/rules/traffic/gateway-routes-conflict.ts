import { type Claim, commonGateways, mayPrecede, rivalServices } from './_rival-routes';
import { isCatchAll } from '../../../compiled/match';
import { label, type ItemOf } from '../../../world/item';
import type { Check, Found, Report } from '../../engine/check';
import { oncePerPlace } from '../../engine/once';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

type VirtualService = ItemOf<'VirtualService'>;

export const gatewayRoutesConflict: Check = {
  code: 'MESH209',
  title: 'VirtualServices that claim the same requests of one host at one Gateway',
  aliases: ['KIA1106'],
  severity: Severity.WARNING,
  explanation: 'A gateway merges the VirtualServices of a host in an order that is not defined (mostly by age). That is fine as long as they match different requests. '
    + 'If two match the same requests, or both are catch-all, either may handle them, and after a restore from backup it may be the other one. The same applies to a prefix in one and a longer path in another. '
    + 'The check compares the routes of the compiled gateways, so it knows which hosts and matches overlap there.',
  run(world, report) {
    const reportOnce = oncePerPlace(report);
    for (const { same, wider } of rivalServices(world)) {
      for (const claims of same) reportSame(claims, reportOnce);
      for (const { inner, outer } of wider) reportOnce(inner.owner, covered(inner, outer));
    }
  },
};

/** Reports each of the VirtualServices that take the same requests, with the others. */
function reportSame(claims: readonly Claim[], report: Report): void {
  const all = [...new Set(claims.map(({ owner }) => owner as VirtualService))];
  for (const claim of claims) {
    const vs = claim.owner as VirtualService;
    const others = othersOf(all, vs, label);
    report(vs, {
      pointer: claim.pointer.replace(/\/match\/\d+$/, ''),
      message: `${others.names} ${others.count > 1 ? 'claim' : 'claims'} the same requests of ${claim.host} ${atGateway(vs, others.shown[0])} (${isCatchAll(claim.route.match) ? 'both are catch-all routes' : 'the same match'}): which one handles them is not defined`,
      fix: 'put the rules of the host into one VirtualService, or make the matches mutually exclusive',
      related: others.shown,
    });
  }
}

function covered(inner: Claim, outer: Claim): Found {
  const [path, wider] = [inner, outer].map(({ route }) => route.match.path.value);
  const comesFirst = mayPrecede(inner.owner, outer.owner) ? 'the order of the two is not defined, and if it comes first,' : 'it is older and comes first, so';
  return {
    pointer: pathOf(inner),
    aliases: [],
    message: `${label(outer.owner)} matches all of ${wider} of ${inner.host} ${atGateway(inner.owner as VirtualService, outer.owner as VirtualService)}: ${comesFirst} ${path} never matches here`,
    fix: 'put the rules of the host into one VirtualService, the more specific one first',
    related: [{ item: outer.owner, pointer: pathOf(outer) }],
  };
}

/** The path of a match, or the match or rule where it has none. */
const pathOf = ({ pointer, route: { match: { path } } }: Claim): string => (/\/match\/\d+$/.test(pointer) && path.value !== '/' ? `${pointer}/uri` : pointer);

function atGateway(one: VirtualService, other: VirtualService): string {
  const common = commonGateways(one, other);
  return common.length ? `at Gateway ${common[0]}` : 'at Gateways of the same pods';
}
