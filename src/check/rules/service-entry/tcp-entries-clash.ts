import { push } from '../../../world/collect';
import { fullName, type Item } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

/** Protocols whose connections carry no host. */
const STREAMS: ReadonlySet<string> = new Set(['TCP', 'MONGO', 'REDIS', 'MYSQL']);

export const tcpEntriesClash: Check = {
  code: 'MESH245',
  title: 'TCP ServiceEntries that share a port and have no addresses',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Without addresses a TCP destination is identified by its port only. Two entries with the same port use one listener, and connections to both go to one of them.',
  run(world, report) {
    const byPort = new Map<number, { item: Item; index: number }[]>();
    for (const se of world.all('ServiceEntry')) {
      if (se.spec.addresses?.length || se.spec.resolution === 'NONE') continue;
      se.spec.ports?.forEach((p, index) => {
        if (p.number === undefined || (p.protocol && !STREAMS.has(p.protocol.toUpperCase()))) return;
        push(byPort, p.number, { item: se, index });
      });
    }
    for (const [port, list] of byPort) {
      const items = [...new Set(list.map((e) => e.item))];
      if (items.length < 2) continue;
      for (const { item, index } of list) {
        const others = othersOf(items, item, fullName);
        report(item, {
          pointer: pointer('spec', 'ports', index),
          message: `${others.names} also ${others.count > 1 ? 'have' : 'has'} TCP port ${port} without addresses: their connections can't be distinguished, and all go to one of them`,
          fix: 'set addresses in each entry, or use different ports, or a protocol that contains the host (TLS)',
          related: others.shown,
        });
      }
    }
  },
};
