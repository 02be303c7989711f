import { pointer, type Check } from '../engine/check';
import { milliseconds } from '../engine/duration';
import { Severity } from '../finding';

export const faultWithRetry: Check = {
  code: 'MESH223',
  title: 'fault injection together with retries or a timeout on one route',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A fault is injected by the client\'s proxy before the router. An injected abort ends the request, so nothing is retried; an injected delay is not cut by the timeout of the same route. '
    + 'The settings look tested by the fault and are not.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      vs.spec.http?.forEach((r, i) => {
        if (!r.fault || (!r.fault.abort && !r.fault.delay)) return;
        const idle = [...(r.retries && r.retries.attempts !== 0 ? ['retries'] : []), ...(r.timeout !== undefined && milliseconds(r.timeout) !== 0 ? ['timeout'] : [])];
        if (!idle.length) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'fault'),
          message: `the fault is injected where ${idle.join(' and ')} of the same route ${idle.length > 1 ? 'have' : 'has'} no effect: injected errors reach the client without a retry, injected delays without a cut`,
          fix: 'inject the fault at another hop, with a VirtualService for the service behind, or remove the settings while the fault is on',
        });
      });
    }
  },
};

export const retriesExceedTimeout: Check = {
  code: 'MESH224',
  title: 'retries that the timeout leaves no time for',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`timeout` spans all tries. When `attempts` × `perTryTimeout` is longer, the later retries never happen.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      vs.spec.http?.forEach((r, i) => {
        const total = milliseconds(r.timeout);
        const each = milliseconds(r.retries?.perTryTimeout);
        const attempts = r.retries?.attempts ?? 2;
        if (!total || !each || !r.retries || attempts === 0 || attempts * each <= total) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'retries'),
          message: `${attempts} retries of ${r.retries.perTryTimeout} each don't fit into the timeout of ${r.timeout}, which spans all tries: at most ${Math.max(Math.ceil(total / each) - 1, 0)} of them happen when the service is slow`,
          fix: 'raise timeout, lower attempts or perTryTimeout',
        });
      });
    }
  },
};

export const retriesOfUnsafe: Check = {
  code: 'MESH225',
  title: 'retries of requests that may already have taken effect',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Retrying on `5xx` (or `gateway-error`, `retriable-status-codes`) repeats requests that the service received and may have carried out before it failed. For POST and PATCH that means orders placed twice.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
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
