import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const retriesOfUnsafe: Check = {
  code: 'MESH225',
  title: 'retries of requests that may already have taken effect',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Retrying on `5xx` (or `gateway-error`, `retriable-status-codes`) repeats requests that the service received and may have carried out before it failed. For POST and PATCH that means orders placed twice. '
    + 'A route without `retries` has Istio\'s default: up to 2 retries on `connect-failure,refused-stream,unavailable,cancelled`, of which only the gRPC statuses `unavailable` and `cancelled` may follow work that was begun; 503 alone is not retried. '
    + '`retries` without `retryOn` keeps those conditions; `attempts: 0` turns retries off.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.method')) {
      vs.spec.http?.forEach((r, i) => {
        const on = (r.retries?.retryOn ?? '').split(',').map((c) => c.trim());
        const risky = on.filter((c) => ['5xx', 'gateway-error', 'retriable-status-codes', 'reset'].includes(c) || /^5\d\d$/.test(c));
        if (!risky.length || r.retries?.attempts === 0) return;
        const methods = (r.match ?? []).flatMap((m) => ['POST', 'PATCH'].filter((x) => m.method?.exact === x || (m.method?.prefix && x.startsWith(m.method.prefix)) || m.method?.regex?.includes(x)));
        if (!methods.length) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'retries', 'retryOn'),
          message: `retries on ${risky.join(', ')} repeat ${[...new Set(methods)].join(' and ')} requests that the service may already have carried out`,
          fix: 'retry on connect-failure,refused-stream,unavailable alone for these methods, or make the requests idempotent and acknowledge this',
        });
      });
    }
  },
};
