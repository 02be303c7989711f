import { computeItems, nameOf } from './_facts';
import { rangeError } from './_values';
import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { Check, Report } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const PROTOCOLS = ['tcp', 'udp', 'icmp', 'esp', 'ah', 'sctp', 'ipip', 'all'];
const WITH_PORTS = ['tcp', 'udp', 'sctp', '6', '17', '132'];
const known = (protocol: string): boolean => PROTOCOLS.includes(protocol) || (/^[0-9]{1,3}$/.test(protocol) && Number(protocol) <= 255);

export const firewallValues: Check = {
  code: 'MESH899',
  title: 'firewall rule with an invalid range or protocol',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The ranges of a firewall rule are addresses in CIDR notation; protocols are `tcp`, `udp`, `icmp`, `esp`, `ah`, `sctp`, `ipip`, `all` or a number; only tcp, udp and sctp have ports, alone or in ranges such as `8000-8100`. Google refuses any other rule.',
  runFleet(worlds, report) {
    for (const rule of computeItems(worlds, 'ComputeFirewall')) {
      for (const { pointer, value } of ['spec.sourceRanges[*]', 'spec.destinationRanges[*]'].flatMap((path) => at(rule.object, path))) {
        const why = rangeError(textOf(value));
        if (why) report(rule, { pointer, message: `'${textOf(value)}' ${why}; Google refuses firewall rule ${nameOf(rule)}`, fix: 'use an address range, such as 10.0.0.0/8' });
      }
      for (const entry of ['spec.allow[*]', 'spec.deny[*]'].flatMap((path) => at(rule.object, path))) judgeEntry(rule, entry, report);
    }
  },
};

function judgeEntry(rule: Item, { pointer, value }: { readonly pointer: string; readonly value: unknown }, report: Report): void {
  const protocol = (text(value, 'protocol') ?? 'all').toLowerCase();
  if (!known(protocol)) report(rule, { pointer: `${pointer}/protocol`, message: `protocol '${protocol}' is unknown; Google refuses firewall rule ${nameOf(rule)}`, fix: `use ${PROTOCOLS.join(', ')}` });
  for (const port of known(protocol) ? at(value, 'ports[*]') : []) {
    const problem = portsProblem(protocol, textOf(port.value));
    if (problem) report(rule, { pointer: `${pointer}${port.pointer}`, message: `'${textOf(port.value)}' ${problem}; Google refuses firewall rule ${nameOf(rule)}`, fix: 'use ports with tcp or udp, from the lower to the higher' });
  }
}

/** Why a protocol can't have ports, or these ones; MESH532 covers numbers that are no ports. */
function portsProblem(protocol: string, ports: string): string | undefined {
  if (!WITH_PORTS.includes(protocol)) return `is a port, which protocol ${protocol} does not have`;
  const [from, to = from] = ports.split('-').map(Number);
  return from > to ? 'is a range whose first port is above its last' : undefined;
}
