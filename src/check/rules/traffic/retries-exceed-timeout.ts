import { milliseconds } from '../../../world/duration';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const retriesExceedTimeout: Check = {
  code: 'MESH224',
  title: 'retries that don\'t fit into the timeout',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`timeout` spans all attempts. `attempts` counts the retries, so there are `attempts` + 1 tries (3 by default). If that many times `perTryTimeout` is longer than the timeout, the later retries never happen. A last retry that begins in time but is cut short is not reported.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.retries.perTryTimeout')) {
      vs.spec.http?.forEach((r, i) => {
        if (!r.retries || !r.timeout) return;
        const total = milliseconds(r.timeout);
        const each = milliseconds(r.retries.perTryTimeout);
        const attempts = r.retries.attempts ?? 2;
        if (!total || !each || attempts === 0 || (attempts + 1) * each <= total) return;
        const fit = Math.max(Math.ceil(total / each) - 1, 0);
        // each try begins in time, and only the last of them is cut short
        if (fit >= attempts) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'retries'),
          message: `a first try and ${attempts} ${attempts === 1 ? 'retry' : 'retries'} of ${r.retries.perTryTimeout} each don't fit into the timeout of ${r.timeout}, which spans all tries: ${fit === 0 ? 'no retry happens' : `at most ${fit} of the retries ${fit === 1 ? 'happens' : 'happen'}`} when the service is slow`,
          fix: `raise timeout to at least ${(attempts + 1) * each / 1000}s, or lower attempts or perTryTimeout`,
        });
      });
    }
  },
};
