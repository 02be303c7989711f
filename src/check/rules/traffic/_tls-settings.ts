import type { ItemOf } from '../../../world/item';
import type { TrafficPolicy } from '../../../world/shapes/istio';

interface TlsSettings { readonly tls: NonNullable<TrafficPolicy['tls']>; readonly at: string }
type Policy = Pick<TrafficPolicy, 'tls'> & { readonly portLevelSettings?: readonly Pick<TrafficPolicy, 'tls'>[] };

/** The TLS settings of a DestinationRule: for the host, its subsets, and the ports of both. */
export function* tlsSettings(rule: ItemOf<'DestinationRule'>): Iterable<TlsSettings> {
  yield* settingsOf(rule.spec.trafficPolicy, '/spec/trafficPolicy');
  for (const [i, subset] of (rule.spec.subsets ?? []).entries()) yield* settingsOf(subset.trafficPolicy, `/spec/subsets/${i}/trafficPolicy`);
}

function* settingsOf(policy: Policy | undefined, at: string): Iterable<TlsSettings> {
  if (policy?.tls) yield { tls: policy.tls, at: `${at}/tls` };
  for (const [i, port] of (policy?.portLevelSettings ?? []).entries()) if (port.tls) yield { tls: port.tls, at: `${at}/portLevelSettings/${i}/tls` };
}
