import { behindSeveral, names } from './_multiple-services';
import type { ItemOf } from '../../../world/item';
import { type Protocol, servicePortProtocol } from '../../../world/protocol';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const protocolOf = (service: ItemOf<'Service'>, number: number): Protocol => servicePortProtocol(service.spec.ports?.find((p) => p.port === number) ?? {});
/** How an inbound listener handles a protocol: HTTP/1.1 and HTTP/2 upstreams differ too. */
const handling = (p: Protocol): string => (p === 'HTTP2' || p === 'GRPC' || p === 'GRPC-Web' ? 'HTTP/2' : p === 'HTTP' || p === 'HTTP_PROXY' ? 'HTTP/1.1' : p === 'Unsupported' || p === 'Auto' ? 'detected' : 'TCP');

export const conflictingTargetPorts: Check = {
  code: 'MESH516',
  title: 'Deployment whose Services expose one container port as different ports',
  aliases: ['IST0137'],
  severity: Severity.WARNING,
  explanation: 'Services of one Deployment share a targetPort but have different ports. The sidecar\'s inbound settings for that container port come from one of them; '
    + 'policies and metrics of the others are attributed to it. If the protocols differ, requests to the other port fail: for example gRPC at an HTTP/1.1 listener.',
  run(world, report) {
    for (const { pod, services } of behindSeveral(world)) {
      const targets = new Map<string, Map<number, ItemOf<'Service'>>>();
      for (const s of services) {
        for (const p of s.spec.ports ?? []) {
          const target = String(p.targetPort ?? '') === '0' || p.targetPort === undefined || p.targetPort === '' ? String(p.port ?? 0) : String(p.targetPort);
          targets.set(target, (targets.get(target) ?? new Map()).set(p.port ?? 0, s));
        }
      }
      for (const [target, ports] of targets) {
        if (ports.size < 2) continue;
        const involved = new Set(ports.values());
        const numbers = [...ports.keys()].sort((a, b) => a - b);
        const spoken = numbers.map((n) => protocolOf(ports.get(n)!, n));
        const differ = new Set(spoken.map(handling)).size > 1;
        const message = differ
          ? `services ${names(involved)} expose container port ${target} as ports ${numbers.map((n, i) => `${n} (${spoken[i] === 'Unsupported' ? 'no protocol' : spoken[i]})`).join(' and ')}: the sidecar's inbound listener uses the protocol of one of them, and requests to the other fail`
          : `services ${names(involved)} expose container port ${target} as ports ${numbers.join(', ')}: the sidecar uses one of them for its inbound listener`;
        report(pod.item, {
          pointer: pointer('metadata', 'name'),
          message,
          fix: differ ? 'use a separate container port for each protocol, or one port of one Service' : 'use one port for each targetPort, or different container ports',
          related: [...involved],
        });
      }
    }
  },
};
