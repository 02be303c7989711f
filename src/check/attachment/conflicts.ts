import type { ListenerModel } from './model';
import { push } from '../../world/collect';

const isStream = (p: string): boolean => p === 'TCP' || p === 'UDP';
const isHttpLike = (p: string): boolean => p === 'HTTP' || p === 'HTTPS' || p === 'TLS';

function distinct(a: ListenerModel, b: ListenerModel, istio: boolean): boolean {
  // UDP ports are separate from TCP ports; Istio, which does not support UDP, counts them together
  if (!istio && (a.protocol === 'UDP') !== (b.protocol === 'UDP')) return true;
  if (isStream(a.protocol) && (isStream(b.protocol) || isHttpLike(b.protocol))) return false;
  if (isHttpLike(a.protocol) && isStream(b.protocol)) return false;
  if (isHttpLike(a.protocol) && isHttpLike(b.protocol)) return a.hostname !== b.hostname;
  return a.protocol !== b.protocol;
}
export interface Conflict {
  readonly prior: ListenerModel;
  readonly reason: 'ProtocolConflict' | 'HostnameConflict';
}

/** Listeners that lose to an earlier one of the same Gateway and port, in the order of precedence. */
export function conflicts(listeners: readonly ListenerModel[], istio: boolean): Map<ListenerModel, Conflict> {
  const out = new Map<ListenerModel, Conflict>();
  const accepted = new Map<number, ListenerModel[]>();
  for (const l of listeners) {
    const prior = accepted.get(l.port)?.find((a) => !distinct(l, a, istio));
    if (!prior) push(accepted, l.port, l);
    else out.set(l, { prior, reason: (isStream(l.protocol) && isStream(prior.protocol)) || l.protocol !== prior.protocol ? 'ProtocolConflict' : 'HostnameConflict' });
  }
  return out;
}
