import type { DefaultTrafficPolicy, MeshOutboundTrafficPolicy, MeshTls } from '../mesh-traffic';
import { text } from './check';
import { connectionPool } from './connection-pool';
import { constant, filled, refuse, struct, value } from './json';
import { outlierDetection } from './outlier-detection';

export const meshOutboundTrafficPolicy = struct<MeshOutboundTrafficPolicy>((p, at) => {
  if (p.tls && p.mode !== 'ALLOW_ANY_DYNAMIC_DNS') {
    refuse(at, 'tls has an effect only with mode ALLOW_ANY_DYNAMIC_DNS; set that mode, or remove tls');
  }
  return {
    mode: constant(p.mode, at, 'mode'),
    tls: value(p.tls, at, 'tls'),
  };
});

export const meshTls = struct<MeshTls>((p, at) => ({
  minProtocolVersion: constant(p.minProtocolVersion, at, 'minProtocolVersion'),
  ecdhCurves: filled(p.ecdhCurves, at, 'ecdhCurves', text),
  cipherSuites: filled(p.cipherSuites, at, 'cipherSuites', text),
}));

export const defaultTrafficPolicy = struct<DefaultTrafficPolicy>((p, at) => ({
  connectionPool: connectionPool(p.connectionPool, at, 'connectionPool'),
  outlierDetection: outlierDetection(p.outlierDetection, at, 'outlierDetection'),
}));
