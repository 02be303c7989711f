import { push } from '../../../world/collect';
import { fullName, type ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const sharedAddress: Check = {
  code: 'MESH836',
  title: 'address that several Gateways ask for',
  aliases: ['KIA1502'],
  severity: Severity.WARNING,
  explanation: 'Two Gateways ask for the same address. An address is one load balancer\'s: one of them gets it, and the other stays without an address, or fights for it.',
  run(world, report) {
    const uses = new Map<string, { gateway: ItemOf<'KubeGateway'>; at: number }[]>();
    for (const gateway of world.all('KubeGateway')) {
      gateway.spec.addresses?.forEach((a, at) => {
        // a Hostname is a Service of a gateway, which several may stand for
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
          message: `${others.map(fullName).join(', ')} ${others.length > 1 ? 'ask' : 'asks'} for ${key.split(' ')[1]} too: one of the gateways is left without the address`,
          fix: 'merge the Gateways (listeners may come from ListenerSets), or give each an address of its own',
          related: others.slice(0, 3),
        });
      }
    }
  },
};
