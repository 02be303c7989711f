import { clusterOf } from './_facts';
import { type Place, merged } from './_services-facts';
import { before } from '../../../grammar/trim';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const imagesDiffer: Check = {
  code: 'MESH933',
  title: 'service that runs different images in each cluster',
  aliases: ['R-SV3'],
  severity: Severity.WARNING,
  explanation: 'The mesh merges the endpoints of services with the same name, exported or not. Different images behind them usually mean two services that share a name by accident. Tags may differ, as in a rollout.',
  runFleet(worlds, report) {
    for (const [first, ...rest] of merged(worlds)) {
      const expected = images(first);
      for (const place of rest) {
        const here = images(place);
        if (expected && here && expected !== here) {
          report(place.service, {
            message: `service ${place.service.namespace}/${place.service.name} runs ${here} in ${clusterOf(place.world)} and ${expected} in ${clusterOf(first.world)}; callers reach either one at random`,
            fix: 'run the same application under one name, or rename one of the services',
            related: [first.service],
          });
        }
      }
    }
  },
};

/** Repositories of the images behind a service, without tags. */
function images({ service, world }: Place): string {
  const { selector } = service.spec;
  if (!selector || Object.keys(selector).length === 0) return '';
  const found = world.pods(selector, service.namespace).flatMap((p) => (p.spec.containers ?? []).map((c) => before(c.image ?? '', '@').replace(/:[^/:]*$/, '')));
  return [...new Set(found)].filter((i) => i && i !== 'auto').sort().join(', ');
}
