import type { Pod } from '../../../world/pods';
import { matches, show } from '../../../world/selector';
import { servicesOf, unselective } from '../../../world/serving';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const gatewayPortNotOnService: Check = {
  code: 'MESH302',
  title: 'Gateway port that the gateway\'s Service does not expose',
  aliases: ['IST0162'],
  severity: Severity.WARNING,
  explanation: 'The proxy opens the port of the server, but no Service of the gateway\'s pods exposes it, neither as port nor as targetPort: it can\'t be reached from outside.',
  run(world, report) {
    // the ports exposed by the Services in front of a selector's pods, once per selector
    const exposed = new Map<string, { ports: Set<number>; pods: readonly Pod[] }>();
    for (const gateway of world.all('Gateway')) {
      const key = show(gateway.spec.selector);
      let known = exposed.get(key);
      if (!known) {
        const pods = world.pods(gateway.spec.selector);
        const ports = new Set<number>();
        for (const pod of pods) {
          for (const s of [...servicesOf(world, pod), ...unselective(world, pod.namespace)]) {
            for (const p of s.spec.ports ?? []) {
              if ((p.protocol ?? 'TCP') !== 'TCP' || p.port === undefined) continue;
              const targetPort = Number(p.targetPort ?? 0);
              if (Number.isInteger(targetPort) && targetPort !== 0) ports.add(targetPort);
              ports.add(p.port);
            }
          }
          for (const m of world.made.objects) {
            if (m.kind !== 'Service' || m.namespace !== pod.namespace || !matches(m.selector, pod.labels)) continue;
            for (const p of m.ports ?? []) for (const n of [p.port, Number(p.targetPort ?? 0)]) if (Number.isInteger(n) && n > 0) ports.add(n);
          }
        }
        exposed.set(key, known = { ports, pods });
      }
      if (!known.pods.length) continue;
      if (!known.ports.size && !world.options.complete) continue; // the Service may be defined elsewhere
      gateway.spec.servers?.forEach((server, i) => {
        const number = server.port?.number;
        if (!server.port || (number !== undefined && known.ports.has(number))) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'port'),
          message: `no Service that selects the pods ${key || 'of this Gateway'} exposes port ${number ?? '(none given)'}${known.ports.size ? ` (exposed: ${[...known.ports].sort((a, b) => a - b).join(', ')})` : ''}: this server can't be reached from outside`,
          fix: `add a port whose port or targetPort is ${number ?? 'that of the server'} to the gateway's Service, or use a port that the Service exposes`,
        });
      });
    }
  },
};
