import type { ConnectionSettings } from '../connection-settings';
import { bool, durationOrZero, positive, size, windowSize } from './check';
import { constant, struct } from './json';

export const connectionSettings = struct<ConnectionSettings>((p, at) => ({
  profile: constant(p.profile, at, 'profile'),
  listenerPerConnectionBufferLimitBytes: size(p.listenerPerConnectionBufferLimit, at, 'listenerPerConnectionBufferLimit'),
  clusterPerConnectionBufferLimitBytes: size(p.clusterPerConnectionBufferLimit, at, 'clusterPerConnectionBufferLimit'),
  httpIdleTimeout: durationOrZero(p.httpIdleTimeout, at, 'httpIdleTimeout'),
  httpMaxConnectionDuration: durationOrZero(p.httpMaxConnectionDuration, at, 'httpMaxConnectionDuration'),
  httpDrainTimeout: durationOrZero(p.httpDrainTimeout, at, 'httpDrainTimeout'),
  httpRequestTimeout: durationOrZero(p.httpRequestTimeout, at, 'httpRequestTimeout'),
  httpRequestHeadersTimeout: durationOrZero(p.httpRequestHeadersTimeout, at, 'httpRequestHeadersTimeout'),
  httpStreamIdleTimeout: durationOrZero(p.httpStreamIdleTimeout, at, 'httpStreamIdleTimeout'),
  httpMaxStreamDuration: durationOrZero(p.httpMaxStreamDuration, at, 'httpMaxStreamDuration'),
  httpMaxConcurrentStreams: positive(p.httpMaxConcurrentStreams, at, 'httpMaxConcurrentStreams'),
  http2InitialStreamWindowSize: windowSize(p.http2InitialStreamWindowSize, at, 'http2InitialStreamWindowSize'),
  http2InitialConnectionWindowSize: windowSize(p.http2InitialConnectionWindowSize, at, 'http2InitialConnectionWindowSize'),
  httpHeadersWithUnderscoresAction: constant(p.httpHeadersWithUnderscoresAction, at, 'httpHeadersWithUnderscoresAction'),
  httpMergeSlashes: bool(p.httpMergeSlashes, at, 'httpMergeSlashes'),
  httpPathWithEscapedSlashesAction: constant(p.httpPathWithEscapedSlashesAction, at, 'httpPathWithEscapedSlashesAction'),
  listenerConnectionLimit: positive(p.listenerConnectionLimit, at, 'listenerConnectionLimit'),
  globalDownstreamConnectionLimit: positive(p.globalDownstreamConnectionLimit, at, 'globalDownstreamConnectionLimit'),
}));
