import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check, type Report } from '../../engine/check';

type Policy = ItemOf<'AuthorizationPolicy'>;

/** Every list of values in the rules, with the name of its field. */
function eachValue(policy: Policy, visit: (field: string, value: string, at: string, values: readonly string[]) => void): void {
  policy.spec.rules?.forEach((rule, i) => {
    const walk = (group: string, j: number, inner: string, object: Readonly<Record<string, readonly string[] | undefined>> | undefined) => {
      for (const [field, values] of Object.entries(object ?? {})) {
        if (Array.isArray(values)) values.forEach((v: unknown, k) => { if (typeof v === 'string') visit(field, v, pointer('spec', 'rules', i, group, j, inner, field, k), values as string[]); });
      }
    };
    rule.from?.forEach((f, j) => walk('from', j, 'source', f.source));
    rule.to?.forEach((t, j) => walk('to', j, 'operation', t.operation));
  });
}

export const over = (visit: (world: World, report: Report, policy: Policy) => Parameters<typeof eachValue>[1]): Check['run'] => (world, report) => {
  for (const policy of world.all('AuthorizationPolicy')) eachValue(policy, visit(world, report, policy));
};

const EFFECT: Readonly<Record<string, string>> = { DENY: 'nothing is denied by it', AUDIT: 'nothing is logged by it', CUSTOM: 'no request is sent to the authorizer' };

/** The effect of a value that nothing matches. */
export const effect = (policy: Policy, field: string): string => (field.startsWith('not') ? 'its exception has no effect' : EFFECT[policy.spec.action ?? ''] ?? 'it allows no request');
