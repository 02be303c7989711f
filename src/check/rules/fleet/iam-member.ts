import { iamItems, iamMembers } from './_registration-facts';
import { nearest } from '../../../grammar/nearest';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The prefixes of members with a name, and the members that need none. */
const PREFIXES = ['user:', 'group:', 'serviceAccount:', 'domain:', 'deleted:', 'principal://', 'principalSet://', 'projectOwner:', 'projectEditor:', 'projectViewer:', 'principalHierarchy:'] as const;
const WHOLE: readonly string[] = ['allUsers', 'allAuthenticatedUsers'];
const WORKLOAD = /^serviceAccount:[^[\]]+\.svc\.id\.goog(?:\[(.*)\])?$/;

/** Why Google refuses a member, and what to write instead. */
function refused(member: string): { readonly why: string; readonly fix: string } | undefined {
  if (WHOLE.includes(member)) return undefined;
  const [, workload] = WORKLOAD.exec(member) ?? [];
  if (WORKLOAD.test(member) && !/^[^/]+\/[^/]+$/.test(workload ?? '')) return { why: 'names no service account of a namespace', fix: 'use serviceAccount:PROJECT.svc.id.goog[NAMESPACE/SERVICE_ACCOUNT]' };
  if (PREFIXES.some((prefix) => member.startsWith(prefix))) return undefined;
  if (/^[^:@]+@[^@]+\.gserviceaccount\.com$/.test(member)) return { why: 'has no prefix', fix: `use serviceAccount:${member}` };
  if (/^[^:@]+@[^@]+$/.test(member)) return { why: 'has no prefix', fix: `use user:${member}, or group:${member}` };
  const near = nearest(`${member.split(':')[0]}:`, PREFIXES) ?? WHOLE.find((w) => w.toLowerCase() === member.toLowerCase());
  return { why: 'has no prefix that IAM knows', fix: near === undefined ? `begin with one of ${PREFIXES.slice(0, 4).join(', ')}` : `use ${WHOLE.includes(near) ? near : `${near}${member.slice(member.indexOf(':') + 1)}`}` };
}

export const iamMember: Check = {
  code: 'MESH726',
  title: 'IAM member in an impossible form',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A member of an IAM policy begins with its kind, such as `user:`, `group:`, `serviceAccount:` or `principal://`; a workload is `serviceAccount:PROJECT.svc.id.goog[NAMESPACE/SERVICE_ACCOUNT]`. Google refuses the whole policy if one member has another form.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      for (const { pointer, member } of iamMembers(item)) {
        const problem = refused(member);
        if (problem) report(item, { pointer, message: `member '${member}' ${problem.why}: Google refuses ${item.kind} ${item.namespace}/${item.name}`, fix: problem.fix });
      }
    }
  },
};
