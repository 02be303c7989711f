import { mapping, specOf, text } from './_loose';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Pairs of fields, in the strategy of a Rollout, that must refer to different Services. */
const PAIRS: readonly (readonly [parent: readonly string[], first: string, second: string])[] = [
  [['canary'], 'stableService', 'canaryService'],
  [['canary', 'pingPong'], 'pingService', 'pongService'],
  [['blueGreen'], 'activeService', 'previewService'],
];

export const rolloutSameService: Check = {
  code: 'MESH695',
  title: 'Rollout with one Service for its old and its new pods',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Argo Rollouts points one Service at the old pods of a Rollout and another at the new ones. A Rollout with the same Service for both is invalid (`InvalidSpec`), and no new version is rolled out.',
  run(world, report) {
    for (const rollout of world.all('Rollout')) {
      for (const [parent, first, second] of PAIRS) {
        const fields = parent.reduce((value, key) => mapping(value[key]), mapping(specOf(rollout).strategy));
        const name = text(fields[first]);
        if (name === undefined || fields[second] !== name) continue;
        report(rollout, {
          pointer: pointer('spec', 'strategy', ...parent, second),
          message: `${first} and ${second} are both ${name}: the Rollout is invalid, and no new version is rolled out`,
          fix: `use another Service for ${second}, with the same selector and ports`,
        });
      }
    }
  },
};
