import type { Part } from './compile';
import { Report } from './report';
import type * as imported from '../../../imports/cel';
import type * as rare from '../../../imports/cel-rare';
import { show } from '../../validation/problem';

/** The translated rules, loaded when the first kind with a rule is checked; rarely needed ones are loaded on first use. */
function translated(rule: string): (self: any) => any {
  const text = rule.trim();
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const common = require('../../../imports/cel') as typeof imported;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const found = common.CEL.get(text) ?? (require('../../../imports/cel-rare') as typeof rare).CEL.get(text);
  if (!found) throw new Error(`imports/cel.ts and imports/cel-rare.ts lack the rule ${rule}: run the import again`);
  return found;
}

/** The CEL rules of a schema node. Transition rules have nothing to compare in a manifest. */
export function compileRules(schema: any): Part | undefined {
  const rules = (schema['x-kubernetes-validations'] ?? [])
    .filter(({ rule }: any) => !/\boldSelf\b/.test(rule))
    .map((rule: any) => ({ ...rule, holds: translated(rule.rule), explain: rule.messageExpression && translated(rule.messageExpression) }));
  if (!rules.length) return undefined;
  return {
    rules(value: any, report: Report) {
      for (const { rule, message, holds, explain } of rules) {
        let failure: string | undefined;
        try {
          if (holds(value) !== true) failure = 'broken';
        } catch (error) {
          failure = `cannot be evaluated (${(error as Error).message})`;
        }
        if (failure) {
          const words = textOf(explain, value) ?? message;
          report.add('MESH019', `${words ?? `rule ${failure}`}, got ${show(value)}`, `satisfy the rule ${rule.replace(/\s+/g, ' ').slice(0, 200)}`);
        }
      }
    },
  };
}

function textOf(explain: ((self: any) => any) | undefined, value: any): string | undefined {
  try {
    const text = explain?.(value);
    return typeof text === 'string' && text !== '' ? text : undefined;
  } catch {
    return undefined;
  }
}
