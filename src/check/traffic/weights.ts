import { pointer, type Check } from '../engine/check';
import { Severity } from '../finding';

export const weights: Check = {
  code: 'MESH222',
  title: 'weights that don\'t add up to 100',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Weights are shares of their sum. 90 and 1 are not 90 % and 1 %, but 98.9 % and 1.1 %: most often one of them was forgotten when the other was changed.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      for (const kind of ['http', 'tcp', 'tls'] as const) {
        vs.spec[kind]?.forEach((r, i) => {
          const route: readonly { weight?: number }[] = r.route ?? [];
          if (route.length < 2) return;
          const given = route.filter((d) => d.weight !== undefined);
          const sum = route.reduce((n, d) => n + (d.weight ?? 0), 0);
          const at = pointer('spec', kind, i, 'route');
          if (given.length && given.length < route.length) {
            report(vs, { pointer: at, message: `${route.length - given.length} of ${route.length} destinations have no weight and get no requests`, fix: 'give every destination a weight' });
          } else if (given.length && sum !== 100 && sum > 0) {
            const shares = route.map((d) => `${Math.round(1000 * (d.weight ?? 0) / sum) / 10} %`).join(', ');
            report(vs, { pointer: at, message: `the weights add up to ${sum}, so the shares are ${shares}`, fix: 'make them add up to 100' });
          }
        });
      }
    }
  },
};
