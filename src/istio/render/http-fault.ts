import type { HttpFault } from '../http-fault';
import { refuse, struct, value } from './json';

export const httpFault = struct<HttpFault>((p, at) => {
  if (!p.delay && !p.abort) {
    refuse(at, 'delay or abort must be set, got: neither');
  }
  return {
    delay: value(p.delay, at, 'delay'),
    abort: value(p.abort, at, 'abort'),
  };
});
