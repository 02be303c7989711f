/** Forms of the members of IAM policies. Each function returns why a member is wrong and what to use instead, or nothing. */
export interface Problem { readonly why: string; readonly fix: string }

const WITH_ADDRESS = ['user', 'serviceAccount', 'group', 'domain'];
const PREFIX = /^(user|serviceAccount|group|domain|principal|principalSet|deleted|projectOwner|projectEditor|projectViewer|allUsers|allAuthenticatedUsers|principalHierarchy)(:|$)/;
const SERVICE_ACCOUNT = /@([^@]+\.)?gserviceaccount\.com$/;
/** The service account of a workload, in the form of Workload Identity Federation. */
const WORKLOAD = /^serviceAccount:[^[\]]*\.svc\.id\.goog\[[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?\]$/;

export function memberProblem(member: string): Problem | undefined {
  if (!PREFIX.test(member)) return { why: 'has no type that IAM knows', fix: `use ${withType(member)}` };
  const [type, rest] = [member.slice(0, member.indexOf(':')), member.slice(member.indexOf(':') + 1)];
  if (WITH_ADDRESS.includes(type) && rest === '') return { why: `has nothing after ${type}:`, fix: `use ${type}:ADDRESS` };
  if (type !== 'serviceAccount' && WITH_ADDRESS.includes(type) && SERVICE_ACCOUNT.test(rest)) return { why: `is a service account, not a ${type}`, fix: `use serviceAccount:${rest}` };
  if (type === 'serviceAccount' && rest.includes('svc.id.goog')) return WORKLOAD.test(member) && !rest.startsWith('svc.id.goog') ? undefined : { why: 'is not the account of a workload', fix: 'use serviceAccount:PROJECT.svc.id.goog[NAMESPACE/ACCOUNT]' };
  return principalProblem(member);
}

/** Workloads of GKE in the form `principal://`: their subject names the namespace and the account. */
function principalProblem(member: string): Problem | undefined {
  const [, subject] = /^principal:\/\/iam\.googleapis\.com\/projects\/[^/]+\/locations\/global\/workloadIdentityPools\/[^/]+\.svc\.id\.goog\/(.*)$/.exec(member) ?? [];
  return subject === undefined || /^subject\/ns\/[^/]+\/sa\/[^/]+$/.test(subject) ? undefined : { why: 'is not the account of a workload', fix: 'use subject/ns/NAMESPACE/sa/ACCOUNT at its end' };
}

/** The member with the type that its address suggests. */
function withType(member: string): string {
  const address = member.split(':').pop() ?? member;
  if (member.startsWith('//') || member.includes('iam.googleapis.com/')) return `principal://iam.googleapis.com/${member.split('iam.googleapis.com/')[1] ?? '…'}`;
  if (SERVICE_ACCOUNT.test(address) || address.includes('.svc.id.goog')) return `serviceAccount:${address}`;
  return address.includes('@') ? `user:${address} or group:${address}` : 'user:, serviceAccount:, group:, domain: or principal:// and the address';
}
