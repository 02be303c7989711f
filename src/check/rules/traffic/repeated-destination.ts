import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const repeatedDestination: Check = {
  code: 'MESH257',
  title: 'destination that occurs twice in a route',
  aliases: ['KIA1105'],
  severity: Severity.WARNING,
  explanation: 'Two destinations of one route have the same host, subset and port: their weights add up. Usually a split was intended and one of them lacks its subset.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      for (const kind of ['http', 'tcp', 'tls'] as const) {
        vs.spec[kind]?.forEach((r, i) => {
          if ((r.route?.length ?? 0) < 2) return;
          const seen = new Map<string, number>();
          r.route!.forEach((d, j) => {
            const { host, subset, port } = d.destination ?? {};
            if (!host) return;
            const key = JSON.stringify([world.registry.resolve(host, vs.namespace), subset ?? '', port?.number ?? 0]);
            const before = seen.get(key);
            if (before === undefined) {
              seen.set(key, j);
              return;
            }
            const headers = (x: number) => kind === 'http' && JSON.stringify(vs.spec.http![i].route![x].headers ?? {});
            if (headers(before) !== headers(j)) return; // they differ in what they add to requests
            report(vs, {
              pointer: pointer('spec', kind, i, 'route', j, 'destination'),
              message: `${host}${subset ? ` subset ${subset}` : ''} is already destination ${before} of this route: nothing is split, and it gets both weights`,
              fix: 'use the other subset or host here, or keep one destination with the sum of the weights',
            });
          });
        });
      }
    }
  },
};
