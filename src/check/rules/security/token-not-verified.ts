import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { matches, show } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { isControlPlane } from '../workload/_in-mesh';

/** The target of a RequestAuthentication that was likely intended for these pods. */
function elsewhere(world: World, known: readonly ItemOf<'RequestAuthentication'>[], pod: Pod): string | undefined {
  const root = world.mesh.rootNamespace;
  const here = known.find((ra) => (ra.namespace === pod.namespace || ra.namespace === root) && ra.spec.selector?.matchLabels);
  if (here) return `RequestAuthentication ${here.namespace}/${here.name} selects ${show(here.spec.selector?.matchLabels)}, which these pods don't have`;
  const there = known.find((ra) => ra.namespace !== pod.namespace && ra.namespace !== root);
  return there && `RequestAuthentication ${there.namespace}/${there.name} applies to pods of ${there.namespace} only, because that is not the root namespace ${root}`;
}

export const tokenNotVerified: Check = {
  code: 'MESH421',
  title: 'authorization by a token that nothing validates',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`requestPrincipals` and `request.auth.*` are set if a RequestAuthentication validates the token. Without one they are empty for every request: an ALLOW on them refuses every request, '
    + 'as does a DENY on `notRequestPrincipals`; a DENY on a claim denies none.',
  run(world, report) {
    const known = world.all('RequestAuthentication').filter((ra) => ra.spec.jwtRules?.length);
    for (const policy of world.all('AuthorizationPolicy')) {
      const { action = 'ALLOW', rules, targetRef, targetRefs, selector } = policy.spec;
      if (targetRef || targetRefs?.length || action === 'CUSTOM') continue;
      const uses = (rules ?? []).flatMap((r, i) => [
        ...(r.from ?? []).flatMap((f, j) => (['requestPrincipals', 'notRequestPrincipals'] as const)
          .filter((k) => f.source?.[k]?.length).map((k) => ({ what: k as string, at: pointer('spec', 'rules', i, 'from', j, 'source', k) }))),
        ...(r.when ?? []).flatMap((w, j) => (w.key?.startsWith('request.auth.') ? [{ what: w.key, at: pointer('spec', 'rules', i, 'when', j, 'key') }] : [])),
      ]);
      if (!uses.length) continue;
      const verified = (p: Pod) => known.some((ra) => (ra.namespace === p.namespace || ra.namespace === world.mesh.rootNamespace)
        && (ra.spec.targetRef || ra.spec.targetRefs?.length || matches(ra.spec.selector?.matchLabels, p.labels)));
      const pod = world.selected(selector?.matchLabels, policy.namespace).find((p) => !isControlPlane(p.item) && !verified(p));
      if (!pod) continue;
      const closed = world.closed(pod.namespace) && world.closed(world.mesh.rootNamespace);
      const { what, at } = uses[0];
      const near = elsewhere(world, known, pod);
      const refused = what.startsWith('not') ? action === 'DENY' : action === 'ALLOW';
      report(policy, {
        pointer: at,
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no RequestAuthentication${closed ? '' : ' in the checked objects'} validates tokens for ${pod.item.kind} ${pod.namespace}/${pod.name}: ${what} is empty for every request, and ${refused ? 'every request is refused' : action === 'DENY' ? 'no request is denied' : 'the rule does not distinguish tokens'}`,
        fix: near === undefined ? 'add a RequestAuthentication with the issuer of the tokens for the same workloads'
          : `add a RequestAuthentication for the same workloads: ${near}`,
        related: [pod.item],
      });
    }
  },
};
