import type { GrantCondition } from './grant-options';
import { shellQuoted, shellWord } from '../model/shell';

/**
 * A gcloud command that grants a role.
 *
 * @param command such as `gcloud privateca pools add-iam-policy-binding POOL --location=L --project=P`
 */
export function binding(command: string, member: string, role: string, condition?: GrantCondition): string {
  const parts = condition && [`expression=${condition.expression}`, `title=${condition.title}`, ...(condition.description ? [`description=${condition.description}`] : [])];
  return `${command} --member=${shellQuoted(member)} --role=${shellWord(role)} --condition=${parts ? shellQuoted(joined(parts)) : 'None'}`;
}

/** The parts of a condition on one line, in gcloud's syntax for a custom separator: most expressions contain commas. */
function joined(parts: readonly string[]): string {
  const lines = parts.map((part) => part.split('\n').map((line) => line.trim()).join(' '));
  let separator = ';;';
  while (lines.some((line) => line.includes(separator))) separator += ';';
  return `^${separator}^${lines.join(separator)}`;
}
