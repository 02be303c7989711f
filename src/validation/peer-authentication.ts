import { checkSelector } from './attachment';
import { Place } from './place';
import { Fields } from './values';

/** PeerAuthentication: what is Go-only is the warning; the schema says the rest. */
export function peerAuthentication(spec: Fields, place: Place): void {
  checkSelector(spec.selector, 'matchLabels', place.at('selector'));
}

/** ProxyConfig: the same. */
export const proxyConfig = peerAuthentication;
