import { nameOf } from './_facts';
import { parts } from './_rules-facts';
import { ipv4Error } from './_values';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const tcpAddress: Check = {
  code: 'MESH531',
  title: 'address of a TCP route that is no IPv4 range',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A TCPRoute of Google\'s service routing tells connections apart by ranges of IPv4 addresses, such as `10.0.0.0/8`, and ports. Google refuses IPv6 and names.',
  runFleet(worlds, report) {
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesTCPRoute'], 'spec.rules[*].matches[*].address')) {
      const why = typeof value === 'string' ? ipv4Error(value) : undefined;
      if (why) report(route, { pointer, message: `'${String(value)}' ${why}, and a TCP route takes IPv4 alone; Google refuses route ${nameOf(route)}`, fix: 'write a range of IPv4 addresses, such as 10.0.0.0/8, or 0.0.0.0/0 for all' });
    }
  },
};
