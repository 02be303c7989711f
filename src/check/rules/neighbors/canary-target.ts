import { mapping, specOf, text } from './_loose';
import { knownOnlyIf, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const KINDS = ['Deployment', 'DaemonSet'] as const;
/** The labels that Flagger looks for, unless its flag -selector-labels sets others. */
const LABELS = ['app', 'name', 'app.kubernetes.io/name'] as const;

export const canaryTarget: Check = {
  code: 'MESH692',
  title: 'Canary with a target that Flagger can\'t manage',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Flagger copies the target of a Canary and distinguishes the copy by one label of its selector: `app`, `name` or `app.kubernetes.io/name`, or one listed in its flag `-selector-labels`. Without one of them, or without the target, the Canary '
    + 'never becomes `Initialized`: no Service is created and no version is rolled out.',
  run(world, report) {
    for (const canary of world.ofKind('flagger.app', 'Canary')) {
      const { kind, name } = mapping(specOf(canary).targetRef);
      const key = KINDS.find((k) => k === kind);
      const target = text(name);
      if (!key || target === undefined) continue;
      const workload = world.find(key, canary.namespace, target);
      if (!workload) {
        const closed = world.closed(canary.namespace);
        report(canary, {
          pointer: '/spec/targetRef/name',
          severity: unknownIn(world, canary.namespace),
          message: `${key} ${canary.namespace}/${target} is not defined${knownOnlyIf(closed)}: the Canary is never initialized`,
          fix: `use a ${key} that exists in namespace ${canary.namespace}`,
        });
        continue;
      }
      const selector = mapping(mapping(specOf(workload).selector).matchLabels);
      if (LABELS.some((label) => selector[label] !== undefined)) continue;
      report(canary, {
        pointer: '/spec/targetRef',
        message: `${key} ${canary.namespace}/${target} selects its pods by ${Object.keys(selector).join(', ') || 'no label'}, but Flagger needs one of ${LABELS.join(', ')}: the Canary is never initialized`,
        fix: `add the label app to the selector and the pods of ${target}, or start Flagger with -selector-labels`,
        related: [{ item: workload, pointer: '/spec/selector' }],
      });
    }
  },
};
