import { push } from '../../../world/collect';
import { label, type ItemOf } from '../../../world/item';
import { isSubset, show } from '../../../world/selector';
import { pointer, type Check } from '../../engine/check';
import { othersIn } from '../../engine/others';
import { Severity } from '../../finding';

type Gw = ItemOf<'Gateway'>;
type Server = NonNullable<Gw['spec']['servers']>[number];

/**
 * The port of an HTTPS server, and its Secret or files: browsers reuse connections for one port and certificate only. Clients of a TLS server, with its TCP routes, don't
 * reuse them.
 */
function certificateOf({ tls, port }: Server): string | undefined {
  if (!tls || port?.protocol?.toUpperCase() === 'TLS') return undefined;
  if (tls.credentialName) return `${port?.number ?? ''} Secret ${tls.credentialName}`;
  return tls.serverCertificate && tls.privateKey ? `${port?.number ?? ''} files ${tls.serverCertificate} ${tls.privateKey}` : undefined;
}

export const duplicateCertificate: Check = {
  code: 'MESH306',
  title: 'Gateways that serve the same certificate on the same pods',
  aliases: ['IST0138'],
  severity: Severity.WARNING,
  // a copy of the Gateway, with its certificate
  yieldsIf: (own, other, place) => other.code === 'MESH305' && own.pointer === `${place}/tls`
    && (own.related ?? []).every((r) => other.related?.some((s) => s.namespace === r.namespace && s.name === r.name)),
  explanation: 'Browsers reuse an HTTP/2 connection for any host that its certificate covers. When two Gateways serve the same certificate, a request for a host of the '
    + 'second travels on the connection to the first, whose server does not know the host, and gets a 404.',
  run(world, report) {
    // by certificate, then by selector: there are few selectors
    const users = new Map<string, Map<string, Gw[]>>();
    for (const gateway of world.all('Gateway')) {
      for (const s of gateway.spec.servers ?? []) {
        const key = certificateOf(s);
        if (key === undefined) continue;
        const selectors = users.get(key) ?? new Map<string, Gw[]>();
        users.set(key, selectors);
        const text = show(gateway.spec.selector);
        if (selectors.get(text)?.at(-1) !== gateway) push(selectors, text, gateway);
      }
    }
    for (const gateway of world.all('Gateway')) {
      const reported = new Set<string>();
      gateway.spec.servers?.forEach((s, i) => {
        const key = certificateOf(s);
        if (key === undefined || reported.has(key)) return;
        reported.add(key);
        const groups = [...users.get(key)!.values()].filter(([first]) => isSubset(gateway.spec.selector, first.spec.selector));
        const others = othersIn(groups, gateway, label);
        if (!others.count) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls'),
          message: `${others.names} ${others.count > 1 ? 'serve' : 'serves'} the same certificate: browsers reuse the connection to one for hosts of the other, and get a 404`,
          fix: 'put the hosts of one certificate into one server of one Gateway (a wildcard host is enough) and bind the VirtualServices to it, or use a separate certificate for each host',
          related: others.shown,
        });
      });
    }
  },
};
