import { isIpAddress } from '../../../grammar/ip';
import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';
import { nameOf, target } from '../service-routing/_facts';

/** Types of records whose data ends with a domain name. */
const OF_NAMES = ['CNAME', 'NS', 'PTR', 'MX', 'SRV'];

export const dnsRecords: Check = {
  code: 'MESH919',
  title: 'DNS record outside of its zone, or with data of another type',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A record belongs to the domain of its zone. A and AAAA records hold IPv4 and IPv6 addresses; a record that points to a name (CNAME, NS, PTR, MX, SRV) ends with a full name, with a dot at its end. Google refuses anything else, and clients of the mesh can\'t resolve the name. (MESH727 covers the names of zones and records.)',
  runFleet(worlds, report) {
    const zones = ofKind(worlds, 'DNSManagedZone');
    const domains = new Map(zones.map((zone) => [nameOf(zone), text(zone.object, 'spec.dnsName')]));
    for (const record of ofKind(worlds, 'DNSRecordSet')) {
      const name = text(record.object, 'spec.name') ?? '';
      const domain = domains.get(target(record, at(record.object, 'spec.managedZoneRef')[0]?.value) ?? '');
      if (name.endsWith('.') && domain !== undefined && domain.endsWith('.') && name !== domain && !name.endsWith(`.${domain}`)) {
        report(record, { pointer: '/spec/name', message: `name '${name}' is not in domain ${domain} of its zone; Google refuses record ${nameOf(record)}`, fix: `use a name that ends with .${domain}, or another zone` });
      }
      for (const { pointer, value } of at(record.object, 'spec.rrdatas[*]')) {
        const why = dataProblem(text(record.object, 'spec.type') ?? '', textOf(value));
        if (why) report(record, { pointer, message: `'${textOf(value)}' ${why.problem}; Google refuses record ${nameOf(record)}`, fix: why.fix });
      }
    }
  },
};

const withDot = (name: string): string => `use '${name}.', with a dot at its end`;
function dataProblem(type: string, data: string): { readonly problem: string; readonly fix: string } | undefined {
  if (OF_NAMES.includes(type)) return data.endsWith('.') ? undefined : { problem: 'does not end with a dot', fix: withDot(data) };
  if (type === 'A') return isIpAddress(data) && !data.includes(':') ? undefined : { problem: 'is not an IPv4 address', fix: 'use an IPv4 address, or a CNAME record for a name' };
  if (type === 'AAAA') return isIpAddress(data) && data.includes(':') ? undefined : { problem: 'is not an IPv6 address', fix: 'use an IPv6 address, or an A record' };
  return undefined;
}

const ofKind = (worlds: readonly World[], kind: string): readonly Item[] => worlds.flatMap((world) => world.ofKind('dns.cnrm.cloud.google.com', kind));
