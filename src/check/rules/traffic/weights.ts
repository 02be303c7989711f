import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/**
 * Whether weights look like percentages that don't add up: nearly a hundred in total and not all equal. Small numbers (1:2, 9:1) and large ones
 * (parts per thousand) are clearly proportions.
 */
function meantAsPercentages(weights: readonly number[], sum: number): boolean {
  return sum !== 100 && sum >= 50 && sum < 200 && weights.some((w) => w !== weights[0]);
}

export const weights: Check = {
  code: 'MESH222',
  title: 'weights that don\'t add up to 100',
  aliases: [],
  severity: Severity.WARNING,
  reads: (path) => /^\d+\b/.test(path),
  explanation: 'Weights are relative to their sum. 90 and 1 don\'t mean 90 % and 1 %, but 98.9 % and 1.1 %: usually one of them was forgotten when the other was changed. '
    + 'Weights that can\'t be mistaken for percentages (1:2, parts of a thousand, all equal) are fine, as are those of the neutral constructs, whose API defines them as relative.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.route.weight', 'tcp.route.weight', 'tls.route.weight')) {
      for (const kind of ['http', 'tcp', 'tls'] as const) {
        vs.spec[kind]?.forEach((r, i) => {
          const route: readonly { weight?: number }[] = r.route ?? [];
          if (route.length < 2) return;
          const given = route.filter((d) => d.weight !== undefined);
          const shares = route.map((d) => d.weight ?? 0);
          const sum = shares.reduce((n, w) => n + w, 0);
          const at = pointer('spec', kind, i, 'route');
          if (given.length && given.length < route.length) {
            report(vs, { pointer: at, message: `${route.length - given.length} of ${route.length} destinations have no weight and get no requests`, fix: 'give every destination a weight' });
          } else if (!vs.origin.rendered && meantAsPercentages(shares, sum)) {
            const percents = shares.map((w) => `${Math.round(1000 * w / sum) / 10} %`).join(', ');
            report(vs, { pointer: at, message: `the weights add up to ${sum}, so the shares are ${percents}`, fix: 'make the weights add up to 100' });
          }
        });
      }
    }
  },
};
