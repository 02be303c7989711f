import type { HttpProbeOptions, ProbeTiming } from '../readiness-probe';
import { absolutePath, host, int32, seconds } from './check';
import { constant, refuse, struct } from './json';

export const httpProbeOptions = struct<HttpProbeOptions>((p, at) => {
  Object.keys(p.headers ?? {}).forEach((key) => {
    if (!/^[-_A-Za-z0-9]+$/.test(key)) {
      refuse(at, `the name of a header must consist of letters, digits, '-' and '_', got: '${key}'`);
    }
  });
  return {
    path: absolutePath(p.path, at, 'path'),
    host: host(p.host, at, 'host'),
    scheme: constant(p.scheme, at, 'scheme'),
    httpHeaders: p.headers && Object.entries(p.headers).map(([name, content]) => ({ name, value: content })),
  };
});

export const probeTiming = struct<ProbeTiming>((p, at) => ({
  initialDelaySeconds: seconds(p.initialDelay, at, 'initialDelay'),
  timeoutSeconds: seconds(p.timeout, at, 'timeout'),
  periodSeconds: seconds(p.period, at, 'period'),
  successThreshold: int32(p.successThreshold, at, 'successThreshold'),
  failureThreshold: int32(p.failureThreshold, at, 'failureThreshold'),
}));
