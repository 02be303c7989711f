import { effect, over } from './_authorization-values';
import { asPattern, isExpression, mayBeExpression } from './_regular-expressions';
import type { ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Policy = ItemOf<'AuthorizationPolicy'>;
type Visit = (field: string, value: string, at: string) => void;

/** Fields whose values may end in `.*` as a prefix with a dot, like `shop.example.*`. */
const DOTTED = /hosts$|^connection\.sni$|serviceaccount/i;
const PRINCIPALS = /^(not)?principals$/i;
/** Keys of conditions that are compared as text. */
const TEXT = /^(request\.headers|request\.auth\.|source\.(principal|namespace)$|connection\.sni$)/;
/** Fields that other checks read: addresses and ports. */
const OTHER = /ipblocks$|ports$/i;

/** The values of the conditions of a policy; the field is the key, after `not` for values that must not match. */
function eachCondition(policy: Policy, visit: Visit): void {
  policy.spec.rules?.forEach((rule, i) => rule.when?.forEach((condition, j) => {
    if (!TEXT.test(condition.key ?? '')) return;
    for (const field of ['values', 'notValues'] as const) {
      condition[field]?.forEach((value, k) => visit(field === 'values' ? condition.key! : `not ${condition.key}`, value, pointer('spec', 'rules', i, 'when', j, field, k)));
    }
  }));
}

/** Whether a value is a regular expression for certain, only possibly, or not. */
function certainty(field: string, value: string): 'certain' | 'possible' | undefined {
  if (OTHER.test(field) || /\{\*\*?\}/.test(value)) return undefined;
  // a principal without an asterisk has the wrong form, which MESH408 reports
  if (PRINCIPALS.test(field) && !value.includes('*')) return undefined;
  if (/methods$/i.test(field)) return /[|^$]|\.[*+]/.test(value) ? 'certain' : undefined;
  if (DOTTED.test(field) && /^[\w.-]+\.\*$/.test(value)) return undefined;
  if (isExpression(value)) return 'certain';
  if (!mayBeExpression(value)) return undefined;
  return /namespaces?$/i.test(field) ? 'certain' : 'possible';
}

/** What a value matches, as it is compared. */
function literally(value: string): string {
  const stem = value.replace(/^\*|\*$/g, '');
  return value.endsWith('*') ? `only values that begin with '${stem}' match` : value.startsWith('*') ? `only values that end with '${stem}' match` : `only '${value}' itself matches`;
}

export const expressionValue: Check = {
  code: 'MESH444',
  title: 'regular expression in an AuthorizationPolicy',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Values of an AuthorizationPolicy are not regular expressions: they are compared exactly, or as a prefix (`/admin/*`), or as a suffix (`*.example.com`). `/admin/.*` matches only paths that begin with `/admin/.`, '
    + 'and `^/admin$` matches no path at all, so a DENY denies nothing and an ALLOW refuses every request. The finding is information if the dot before the asterisk may be intended, as in `/index.*`.',
  run(world, report) {
    const visit = (policy: Policy): Visit => (field, value, at) => {
      const certain = certainty(field, value);
      if (certain === undefined) return;
      const use = asPattern(value);
      report(policy, {
        pointer: at,
        severity: certain === 'certain' ? Severity.WARNING : Severity.INFO,
        message: certain === 'certain' ? `'${value}' is a regular expression, but values are compared as text: ${literally(value)}, so ${effect(policy, field)}`
          : `'${value}' is a prefix, not a regular expression: ${literally(value)}`,
        fix: use !== undefined ? `use "${use}"${certain === 'certain' ? '' : ' if the dot is not part of the value'}` : `list each value, with * at the beginning or at the end only${/paths$/i.test(field) ? ', or use the path templates {*} and {**}' : ''}`,
      });
    };
    over((_, __, policy) => visit(policy))!(world, report);
    for (const policy of world.all('AuthorizationPolicy')) eachCondition(policy, visit(policy));
  },
};
