import { push } from '../../../world/collect';
import { fullName, type ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const gatewaysShareHost: Check = {
  code: 'MESH837',
  title: 'hostname and port shared by several Gateways',
  aliases: ['KIA1501'],
  severity: Severity.INFO,
  explanation: 'Two Gateways listen for the same hostname on the same port. Each has its own address, so DNS decides which one clients reach, and the routes of the other are never used. That is intended for internal and external gateways, or during a migration.',
  run(world, report) {
    const uses = new Map<string, { gateway: ItemOf<'KubeGateway'>; at: number }[]>();
    for (const gateway of world.all('KubeGateway')) {
      gateway.spec.listeners?.forEach((l, at) => {
        if (l.hostname && l.hostname !== '*') push(uses, `${l.hostname.toLowerCase()} on port ${l.port ?? 0}`, { gateway, at });
      });
    }
    for (const [key, list] of uses) {
      const gateways = [...new Set(list.map((u) => u.gateway))];
      if (gateways.length < 2) continue;
      for (const { gateway, at } of list) {
        const others = gateways.filter((g) => g !== gateway);
        report(gateway, {
          pointer: pointer('spec', 'listeners', at, 'hostname'),
          message: `${others.slice(0, 3).map(fullName).join(', ')} also ${others.length > 1 ? 'listen' : 'listens'} for ${key}: DNS decides which one clients reach, and the routes of the ${others.length > 1 ? 'others' : 'other'} are never used`,
          fix: 'keep the hostname on one Gateway, unless they serve clients in different networks',
          related: others.slice(0, 3),
        });
      }
    }
  },
};
