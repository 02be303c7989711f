import type { GrantCondition } from './grant-options';

/**
 * A role by gcloud.
 *
 * @param command such as `gcloud privateca pools add-iam-policy-binding POOL --location=L --project=P`
 */
export function binding(command: string, member: string, role: string, condition?: GrantCondition): string {
  const parts = condition && [`expression=${condition.expression}`, `title=${condition.title}`, ...(condition.description ? [`description=${condition.description}`] : [])];
  // expressions contain commas, so the parts are parted by something else
  return `${command} --member=${quoted(member)} --role=${role} --condition=${parts ? quoted(`^;;^${parts.join(';;')}`) : 'None'}`;
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, '\'\\\'\'')}'`;
}
