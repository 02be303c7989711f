import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const retriesOfUnsafe: Check = {
  code: 'MESH225',
  title: 'retries of requests that may already have taken effect',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Retrying on `5xx` (or `gateway-error`, `retriable-status-codes`) repeats requests that the service received and may have processed before it failed. For POST and PATCH that can mean duplicate orders. '
    + 'A route without `retries` has Istio\'s default: up to 2 retries on `connect-failure,refused-stream,unavailable,cancelled`. Of these only the gRPC statuses `unavailable` and `cancelled` can follow work that was already started; a plain 503 is not retried. '
    + '`retries` without `retryOn` keeps those conditions; `attempts: 0` disables retries.',
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
          message: `retries on ${risky.join(', ')} repeat ${[...new Set(methods)].join(' and ')} requests that the service may already have processed`,
          fix: 'retry only on connect-failure,refused-stream,unavailable for these methods, or make the requests idempotent and acknowledge this finding',
        });
      });
    }
  },
};
