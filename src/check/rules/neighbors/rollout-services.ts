import { mapping, specOf, text, type Loose } from './_loose';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { knownOnlyIf, pointer, unknownIn, type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';

/** The fields of each strategy that refer to a Service. */
const SERVICES: readonly (readonly [strategy: 'canary' | 'blueGreen', field: string])[] = [
  ['canary', 'canaryService'], ['canary', 'stableService'], ['blueGreen', 'activeService'], ['blueGreen', 'previewService'],
];
/** Set by the controller, which adds it to the selectors. */
const HASH = 'rollouts-pod-template-hash';

export const rolloutServices: Check = {
  code: 'MESH690',
  title: 'Rollout whose Service is missing or selects other pods',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Argo Rollouts points the Services of a Rollout at its new and its old pods. If a Service does not exist, or selects by a label that the pods of the Rollout lack, the Rollout is invalid (`InvalidSpec`) and no new version is rolled out.',
  run(world, report) {
    for (const rollout of world.all('Rollout')) {
      const spec = specOf(rollout);
      for (const [strategy, field] of SERVICES) {
        const name = text(mapping(mapping(spec.strategy)[strategy])[field]);
        if (name !== undefined) judge(world, rollout, spec, pointer('spec', 'strategy', strategy, field), name, report);
      }
    }
  },
};

function judge(world: World, rollout: ItemOf<'Rollout'>, spec: Loose, at: string, name: string, report: Report): void {
  const { namespace } = rollout;
  const service = world.find('Service', namespace, name);
  if (!service) {
    if (world.made.by('Service', namespace, name)) return;
    return report(rollout, {
      pointer: at,
      severity: unknownIn(world, namespace),
      message: `Service ${namespace}/${name} is not defined${knownOnlyIf(world.closed(namespace))}: the Rollout is invalid without it, and no new version is rolled out`,
      fix: `define Service ${name} in namespace ${namespace}, or use one that exists`,
    });
  }
  const labels = mapping(mapping(mapping(spec.template).metadata).labels);
  if (spec.workloadRef !== undefined || !spec.template) return; // the labels belong to another object
  const wrong = Object.entries(service.spec.selector ?? {}).filter(([key, value]) => key !== HASH && labels[key] !== value).map(([key, value]) => `${key}=${value}`);
  if (!wrong.length) return;
  report(rollout, {
    pointer: at,
    message: `Service ${namespace}/${name} selects ${wrong.join(', ')}, which the pods of this Rollout don't have: the Rollout is invalid, and no new version is rolled out`,
    fix: `select by labels of the Rollout's pods in Service ${name}`,
    related: [{ item: service, pointer: '/spec/selector' }],
  });
}
