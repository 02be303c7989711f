import type { Item } from '../../../world/item';
import { at } from '../../engine/path';

/** Every member of an IAM object. */
export function iamMembers(item: Item): readonly { readonly pointer: string; readonly member: string }[] {
  const paths = item.kind === 'IAMPolicyMember' ? ['spec.member'] : item.kind === 'IAMPartialPolicy' ? ['spec.bindings[*].members[*].member'] : ['spec.bindings[*].members[*]'];
  return paths.flatMap((p) => at(item.object, p)).flatMap(({ pointer, value }) => (typeof value === 'string' ? [{ pointer, member: value }] : []));
}

export const IAM = ['IAMPolicyMember', 'IAMPartialPolicy', 'IAMPolicy'];

export const PRINCIPAL = /^principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/([^/]+)\/locations\/global\/workloadIdentityPools\/([^/]+)\/(.+)$/;

/** All objects that grant roles. */
export const iamItems = (worlds: readonly { readonly items: readonly Item[] }[]): readonly Item[] =>
  worlds.flatMap((w) => w.items.filter((i) => i.group === 'iam.cnrm.cloud.google.com' && IAM.includes(i.kind)));
