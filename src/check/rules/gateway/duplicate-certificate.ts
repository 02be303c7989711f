import { label, type ItemOf } from '../../../world/item';
import { isSubset, show } from '../../../world/selector';
import type { ServerTls } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { allOf } from '../../engine/others';
import { Severity } from '../../finding';

type Gw = ItemOf<'Gateway'>;
/** What identifies a certificate: its Secret, or its files. */
function certificateOf(tls: ServerTls | undefined): string | undefined {
  if (!tls) return undefined;
  if (tls.credentialName) return `Secret ${tls.credentialName}`;
  return tls.serverCertificate && tls.privateKey ? `files ${tls.serverCertificate} ${tls.privateKey}` : undefined;
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
    const users = new Map<string, Map<string, Set<Gw>>>();
    for (const gateway of world.all('Gateway')) {
      for (const s of gateway.spec.servers ?? []) {
        const key = certificateOf(s.tls);
        if (key === undefined) continue;
        const selectors = users.get(key) ?? new Map<string, Set<Gw>>();
        users.set(key, selectors);
        const text = show(gateway.spec.selector);
        const set = selectors.get(text);
        if (set) set.add(gateway); else selectors.set(text, new Set([gateway]));
      }
    }
    for (const gateway of world.all('Gateway')) {
      const reported = new Set<string>();
      gateway.spec.servers?.forEach((s, i) => {
        const key = certificateOf(s.tls);
        if (key === undefined || reported.has(key)) return;
        reported.add(key);
        const others: Gw[] = [];
        for (const set of users.get(key)!.values()) {
          const [first] = set;
          if (!isSubset(gateway.spec.selector, first.spec.selector)) continue;
          for (const other of set) if (other !== gateway && others.push(other) > 20) break;
        }
        if (!others.length) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls'),
          message: `${allOf(others, label).names} ${others.length > 1 ? 'serve' : 'serves'} the same certificate: browsers reuse the connection to one for hosts of the other, and get a 404`,
          fix: 'put the hosts of one certificate into one server of one Gateway (a wildcard host is enough) and bind the VirtualServices to it, or use a separate certificate for each host',
          related: allOf(others, label).shown,
        });
      });
    }
  },
};
