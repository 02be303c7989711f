import { mapping, mappings, specOf } from './_loose';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const rolloutWeights: Check = {
  code: 'MESH697',
  title: 'Rollout with a weight out of range',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The weights of a Rollout are percentages, 0 to 100, or up to `trafficRouting.maxTrafficWeight` if that is set. With another weight the Rollout is invalid (`InvalidSpec`), and no new version is rolled out.',
  run(world, report) {
    for (const rollout of world.all('Rollout')) {
      const canary = mapping(mapping(specOf(rollout).strategy).canary);
      const maximum = mapping(canary.trafficRouting).maxTrafficWeight ?? 100;
      if (typeof maximum !== 'number') continue;
      for (const [{ setWeight }, i] of mappings(canary.steps)) {
        if (typeof setWeight !== 'number' || (setWeight >= 0 && setWeight <= maximum)) continue;
        report(rollout, {
          pointer: pointer('spec', 'strategy', 'canary', 'steps', i, 'setWeight'),
          message: `setWeight ${setWeight} is not between 0 and ${maximum}: the Rollout is invalid, and no new version is rolled out`,
          fix: `use a weight between 0 and ${maximum}`,
        });
      }
    }
  },
};
