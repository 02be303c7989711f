import type { Pod } from '../../../world/pods';
import { isEmpty, show } from '../../../world/selector';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inMesh } from '../workload/_in-mesh';
import { inBrackets, nearLabels } from '../workload/_near-labels';

/** Whether it is certain that a pod gets no sidecar: a namespace that no file defines may be labelled for injection. */
const isInjectionKnown = (world: World, { namespace, labels, annotations }: Pod): boolean =>
  world.namespace(namespace) !== undefined || world.options.enrolled !== undefined || (labels[INJECT] ?? annotations[INJECT]) !== undefined;
const INJECT = 'sidecar.istio.io/inject';

export const authorizationWithoutWorkload: Check = {
  code: 'MESH401',
  title: 'AuthorizationPolicy that applies to no workload',
  aliases: ['IST0127', 'KIA0004'],
  severity: Severity.WARNING,
  reads: (path) => /^match(Labels|Expressions)\b/.test(path),
  explanation: 'The selector of an AuthorizationPolicy matches no pod of its namespace that is in the mesh (a policy in the root namespace selects in all namespaces). '
    + 'The policy has no effect: it neither restricts nor allows any request.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      if (policy.spec.targetRef || policy.spec.targetRefs?.length) continue;
      const root = policy.namespace === world.mesh.rootNamespace;
      // the analyzer recognizes the root namespace only if a mesh configuration sets it
      const analyzerRoot = root && world.mesh.configKnown && world.mesh.config.rootNamespace === policy.namespace;
      const selector = policy.spec.selector;
      if (root && !selector) {
        if (!analyzerRoot) continue;
        continue;
      }
      const candidates = world.pods(selector?.matchLabels, root ? undefined : policy.namespace);
      if (candidates.some((p) => inMesh(world, p))) continue;
      const closed = world.closed(policy.namespace);
      const some = candidates.length > 0;
      if (!closed && isEmpty(selector?.matchLabels) && !some) continue;
      report(policy, {
        pointer: selector ? '/spec/selector' : '/spec',
        severity: closed || candidates.some((p) => isInjectionKnown(world, p)) ? Severity.WARNING : Severity.INFO,
        message: some
          ? `${candidates[0].item.kind} ${candidates[0].namespace}/${candidates[0].name} ${candidates.length > 1 ? `and ${candidates.length - 1} more ` : ''}would be selected, but no sidecar is injected there: nothing enforces this policy`
          : `no pod of ${root ? 'the mesh' : policy.namespace}${closed ? '' : ' in the checked objects'} ${selector ? `carries ${show(selector.matchLabels)}${inBrackets(nearLabels(world, selector.matchLabels, root ? undefined : policy.namespace))}` : 'is in the mesh'}: this policy protects nothing`,
        fix: some ? 'enable injection for the namespace, or use a waypoint' : `correct the selector: it must match the labels of pods, in ${root ? 'any namespace' : `namespace ${policy.namespace}`}`,
        related: candidates.slice(0, 1).map((p) => p.item),
      });
    }
  },
};
