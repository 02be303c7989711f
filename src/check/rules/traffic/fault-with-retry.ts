import { milliseconds } from '../../../world/duration';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const faultWithRetry: Check = {
  code: 'MESH223',
  title: 'fault injection combined with retries or a timeout on one route',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A fault is injected by the client\'s proxy before the router. An injected abort ends the request, so nothing is retried; an injected delay is not limited by the timeout of the same route. '
    + 'The fault seems to test these settings, but it does not.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.fault')) {
      vs.spec.http?.forEach((r, i) => {
        if (!r.fault || (!r.fault.abort && !r.fault.delay)) return;
        const idle = [...(r.retries && r.retries.attempts !== 0 ? ['retries'] : []), ...(r.timeout !== undefined && milliseconds(r.timeout) !== 0 ? ['timeout'] : [])];
        if (!idle.length) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'fault'),
          message: `the fault is injected where ${idle.join(' and ')} of the same route ${idle.length > 1 ? 'have' : 'has'} no effect: injected aborts reach the client without a retry, and injected delays are not limited by the timeout`,
          fix: 'inject the fault at another hop, with a VirtualService for the service behind this one, or remove the settings while the fault is active',
        });
      });
    }
  },
};
