import { gatewaysOf, splitName } from './_destinations';
import { push } from '../../../world/collect';
import { label, type ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

interface Claim { readonly vs: ItemOf<'VirtualService'>; readonly at: string; readonly rule: string; readonly port?: number }

export const duplicateSni: Check = {
  code: 'MESH212',
  title: 'duplicate SNI host on a Gateway',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A gateway routes TLS connections by the server name that the client sends (SNI). If two routes have the same name on one port, istiod keeps the first and drops the other with all its names. The order depends mostly on their age.',
  run(world, report) {
    const claims = new Map<string, Claim[]>();
    for (const vs of world.all('VirtualService', 'tls.match')) {
      vs.spec.tls?.forEach((rule, i) => rule.match?.forEach((match, j) => {
        for (const gateway of match.gateways?.length ? match.gateways : gatewaysOf(vs)) {
          if (gateway === 'mesh') continue;
          const { namespace, name } = splitName(gateway, vs.namespace);
          for (const host of new Set(match.sniHosts)) {
            push(claims, `${namespace}/${name} ${host}`, { vs, at: pointer('spec', 'tls', i, 'match', j), rule: pointer('spec', 'tls', i), port: match.port });
          }
        }
      }));
    }
    for (const [key, list] of claims) {
      if (list.length < 2) continue;
      const [gateway, host] = key.split(' ');
      list.forEach((claim, i) => {
        const other = list.slice(0, i).find((c) => c.port === undefined || claim.port === undefined || c.port === claim.port);
        if (!other) return;
        report(claim.vs, {
          pointer: claim.at,
          message: `${label(other.vs)} ${other.rule} also claims the name ${host} at Gateway ${gateway}: istiod keeps one of the rules${other.vs === claim.vs ? ', the first,' : ', usually that of the older object,'} and drops the other match with all its names`,
          fix: `remove ${host} from one of the two, or match another port of the gateway in one of them`,
          related: [{ item: other.vs, pointer: other.at }],
        });
      });
    }
  },
};
