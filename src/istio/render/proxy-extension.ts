import type { ExtensionMatch, ProxyExtensionProps } from '../proxy-extension';
import { portReference, signedInt32 } from './check';
import type { At, Input, Json } from './json';
import { constant, filled, struct } from './json';
import { target } from './target-ref';

export const extensionMatch = struct<ExtensionMatch>((p, at) => ({
  mode: constant(p.mode, at, 'mode'),
  ports: filled(p.ports, at, 'ports', portReference),
}));

/** The position and phase of an extension. */
export function proxyExtension(p: Input<ProxyExtensionProps>, at: At): Json {
  return {
    ...target(p, at),
    phase: constant(p.phase, at, 'phase'),
    priority: signedInt32(p.priority, at, 'priority'),
    match: filled(p.match, at, 'match', extensionMatch),
  };
}
