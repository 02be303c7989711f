import { push } from '../../../world/collect';
import type { ItemOf } from '../../../world/item';
import { isEmpty, isSubset } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

type Policy = ItemOf<'AuthorizationPolicy'>;
/** Whether a policy matches tokens. */
const aboutTokens = (p: Policy): boolean => p.spec.action === 'CUSTOM' || (p.spec.rules ?? []).length === 0 || (p.spec.rules ?? []).some((r) =>
  (r.from ?? []).some((f) => f.source?.requestPrincipals?.length || f.source?.notRequestPrincipals?.length) || (r.when ?? []).some((w) => w.key?.startsWith('request.auth.')));

export const jwtWithoutAuthorization: Check = {
  code: 'MESH415',
  title: 'tokens that are validated but not required',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'RequestAuthentication refuses requests with an invalid token; a request without a token is admitted. Only an AuthorizationPolicy on `requestPrincipals` makes a token required.',
  run(world, report) {
    const byNamespace = new Map<string, Policy[]>();
    for (const p of world.all('AuthorizationPolicy')) if (aboutTokens(p)) push(byNamespace, p.namespace, p);
    for (const ra of world.all('RequestAuthentication')) {
      if (!ra.spec.jwtRules?.length) continue;
      const { rootNamespace } = world.mesh;
      const elsewhere = ra.namespace === rootNamespace ? [...byNamespace.values()].flat() : byNamespace.get(rootNamespace) ?? [];
      const policies = [...byNamespace.get(ra.namespace) ?? [], ...elsewhere];
      const targets = [ra.spec.targetRef, ...ra.spec.targetRefs ?? []].filter((t) => t).map((t) => `${t!.kind}/${t!.name}`);
      const labels = ra.spec.selector?.matchLabels;
      const covers = policies.some((p) => {
        const refs = [p.spec.targetRef, ...p.spec.targetRefs ?? []].filter((t) => t).map((t) => `${t!.kind}/${t!.name}`);
        if (targets.length) return refs.some((r) => targets.includes(r)) || (!refs.length && isEmpty(p.spec.selector?.matchLabels));
        // a policy for some of the pods shows that the author intentionally handles tokens
        return !refs.length && (isEmpty(labels) || isSubset(p.spec.selector?.matchLabels, labels) || isSubset(labels, p.spec.selector?.matchLabels));
      });
      if (covers) continue;
      const closed = world.closed(ra.namespace);
      report(ra, {
        pointer: '/spec/jwtRules',
        severity: closed ? Severity.WARNING : Severity.INFO,
        message: `requests without a token are admitted: no AuthorizationPolicy${closed ? '' : ' in the checked objects'} requires one`,
        fix: 'add an AuthorizationPolicy that allows only requestPrincipals: ["*"], or denies notRequestPrincipals: ["*"]',
      });
    }
  },
};
