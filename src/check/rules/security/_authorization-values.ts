import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check, type Report } from '../../engine/check';

type Policy = ItemOf<'AuthorizationPolicy'>;

/** Visits a value with the name of its field, its place and the list that it is in; for a value of a condition, with the condition's key. */
type Visit = (field: string, value: string, at: string, values: readonly string[], key?: string) => void;

/** Every value in the rules. */
function eachValue(policy: Policy, visit: Visit): void {
  policy.spec.rules?.forEach((rule, i) => {
    const walk = (place: readonly (string | number)[], object: Readonly<Record<string, unknown>> | undefined, key?: string) => {
      for (const [field, values] of Object.entries(object ?? {})) {
        if (Array.isArray(values)) values.forEach((v: unknown, k) => { if (typeof v === 'string') visit(field, v, pointer('spec', 'rules', i, ...place, field, k), values as string[], key); });
      }
    };
    rule.from?.forEach((f, j) => walk(['from', j, 'source'], f.source));
    rule.to?.forEach((t, j) => walk(['to', j, 'operation'], t.operation));
    rule.when?.forEach((w, j) => walk(['when', j], w as Readonly<Record<string, unknown>>, w.key ?? ''));
  });
}

export const over = (visit: (world: World, report: Report, policy: Policy) => Visit): Check['run'] => (world, report) => {
  for (const policy of world.all('AuthorizationPolicy')) eachValue(policy, visit(world, report, policy));
};

const EFFECT: Readonly<Record<string, string>> = { DENY: 'nothing is denied by it', AUDIT: 'nothing is logged by it', CUSTOM: 'no request is sent to the authorizer' };

/** The effect of a value that nothing matches. */
export const effect = (policy: Policy, field: string): string => (field.startsWith('not') ? 'its exception has no effect' : EFFECT[policy.spec.action ?? ''] ?? 'it allows no request');
