import { nameOf } from './_facts';
import { parts } from './_rules-facts';
import { ipv4Error } from './_values';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const tcpAddress: Check = {
  code: 'MESH531',
  title: 'TCP route address that is not an IPv4 range',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A TCPRoute in Google\'s service routing matches connections by IPv4 ranges, such as `10.0.0.0/8`, and ports. Google refuses IPv6 addresses and host names.',
  runFleet(worlds, report) {
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesTCPRoute'], 'spec.rules[*].matches[*].address')) {
      const why = typeof value === 'string' ? ipv4Error(value) : undefined;
      if (why) report(route, { pointer, message: `'${textOf(value)}' ${why}, but a TCP route supports IPv4 only; Google refuses route ${nameOf(route)}`, fix: 'use a range of IPv4 addresses, such as 10.0.0.0/8, or 0.0.0.0/0 for all' });
    }
  },
};
