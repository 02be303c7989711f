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
  const separator = separatorOf(lines);
  return `^${separator}^${lines.join(separator)}`;
}

/**
 * A separator at which gcloud splits the joined lines into the same lines. It must not begin within the end of one: gcloud splits at the first match, and adds
 * the separator after the last line.
 */
function separatorOf(lines: readonly string[]): string {
  const isSafe = (separator: string) => {
    const parts = [...lines, ''].join(separator).split(separator);
    return parts.length === lines.length + 1 && lines.every((line, i) => line === parts[i]);
  };
  let [separator, count] = [';;', 0];
  while (!isSafe(separator)) separator = count++ === 0 ? ';;;' : `;${count}:`;
  return separator;
}
