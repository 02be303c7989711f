import { edgeAccess, listenersOf, serves } from '../model/edge/access';
import type { GatewayModel } from '../model/gateway';

/**
 * Problems of a gateway's access rules that depend on all of its listeners.
 *
 * @internal
 */
export function accessFaults(g: GatewayModel): string[] {
  const listeners = listenersOf(g);
  if (listeners.length === 0) return [];
  const rules = [...g.access.map((rule) => ({ rule, of: listeners })), ...listeners.flatMap((l) => l.access.map((rule) => ({ rule, of: [l] })))];
  const faults = rules.flatMap(({ rule, of }) => {
    const { ports = [], hosts = [] } = rule.operation ?? {};
    return [
      ...ports.filter((p) => !of.some((l) => l.port === p)).map((p) => `${rule.path}: there is no listener on port ${p} (ports: ${of.map((l) => l.port).join(', ')}); use the port of a listener`),
      ...hosts.filter((h) => !of.some((l) => serves(l, h))).map((h) => `${rule.path}: no listener serves host '${h}' (hosts: ${of.flatMap((l) => l.hosts).join(', ')}); use a host of a listener`),
    ];
  });
  if (faults.length > 0) return faults;
  try {
    edgeAccess(g);
    return [];
  } catch (e) {
    return [(e as Error).message];
  }
}
