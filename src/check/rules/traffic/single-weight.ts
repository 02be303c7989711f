import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const singleWeight: Check = {
  code: 'MESH256',
  title: 'weight on the only destination of a route',
  aliases: ['KIA1104'],
  severity: Severity.WARNING,
  explanation: 'Weights divide requests among the destinations of one route. A route with a single destination sends it everything, whatever the weight: 20 does not mean 20 %. '
    + 'Usually the other destination was removed, or is in a separate route that is never reached.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.route.weight', 'tcp.route.weight', 'tls.route.weight')) {
      for (const kind of ['http', 'tcp', 'tls'] as const) {
        vs.spec[kind]?.forEach((r, i) => {
          const only = r.route?.length === 1 ? r.route[0] : undefined;
          if (only?.weight === undefined || only.weight === 0 || only.weight >= 100) return;
          report(vs, {
            pointer: pointer('spec', kind, i, 'route', 0, 'weight'),
            message: `weight ${only.weight} has no effect: ${only.destination?.host ?? 'this destination'} is the only one of its route and gets all of its ${kind === 'http' ? 'requests' : 'connections'}`,
            fix: 'remove the weight, or add the destinations to split with',
          });
        });
      }
    }
  },
};
