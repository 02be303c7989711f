import { checkSelector } from './attachment';
import { Place } from './place';
import { Fields } from './values';

/** PeerAuthentication: checks only what istiod's code checks; the schema covers the rest. */
export function peerAuthentication(spec: Fields, place: Place): void {
  checkSelector(spec.selector, 'matchLabels', place.at('selector'));
}

/** ProxyConfig: likewise. */
export const proxyConfig = peerAuthentication;
