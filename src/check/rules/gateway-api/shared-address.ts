import { push } from '../../../world/collect';
import { fullName, type ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const sharedAddress: Check = {
  code: 'MESH836',
  title: 'address requested by several Gateways',
  aliases: ['KIA1502'],
  severity: Severity.WARNING,
  explanation: 'Two Gateways request the same address. An address belongs to one load balancer: one of them gets it, and the other is left without an address or competes for it.',
  run(world, report) {
    const uses = new Map<string, { gateway: ItemOf<'KubeGateway'>; at: number }[]>();
    for (const gateway of world.all('KubeGateway')) {
      gateway.spec.addresses?.forEach((a, at) => {
        // a Hostname refers to a Service of a gateway, which several may use
        if (a.value && (a.type ?? 'IPAddress') !== 'Hostname') push(uses, `${a.type ?? 'IPAddress'} ${a.value}`, { gateway, at });
      });
    }
    for (const [key, list] of uses) {
      if (new Set(list.map((u) => u.gateway)).size < 2) continue;
      for (const { gateway, at } of list) {
        const others = list.filter((u) => u.gateway !== gateway).map((u) => u.gateway);
        if (!others.length) continue;
        report(gateway, {
          pointer: pointer('spec', 'addresses', at, 'value'),
          message: `${others.map(fullName).join(', ')} also ${others.length > 1 ? 'request' : 'requests'} ${key.split(' ')[1]}: only one of the gateways gets the address`,
          fix: 'merge the Gateways (listeners may come from ListenerSets), or use a different address for each',
          related: others.slice(0, 3),
        });
      }
    }
  },
};
