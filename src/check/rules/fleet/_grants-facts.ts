import { iamItems, iamMembers } from './_registration-facts';
import type { Item } from '../../../world/item';
import { text } from '../../engine/path';

/** A role that an object grants. */
export interface Given {
  readonly item: Item;
  readonly pointer: string;
  readonly member: string;
  readonly role: string;
  readonly resource: string;
  readonly condition: string;
}

export function given(worlds: Parameters<typeof iamItems>[0]): readonly Given[] {
  return iamItems(worlds).flatMap((item) => iamMembers(item).map(({ pointer, member }): Given => {
    const spec = (item.object as any).spec ?? {};
    const binding = item.kind === 'IAMPolicyMember' ? spec : spec.bindings?.[Number(/^\/spec\/bindings\/(\d+)\//.exec(pointer)?.[1])] ?? {};
    return { item, pointer, member, role: String(binding.role), resource: resourceOf(item), condition: text(binding, 'condition.expression') ?? '' };
  }));
}

export function resourceOf(item: Item): string {
  const ref = ['kind', 'external', 'name', 'namespace'].map((f) => text(item.object, `spec.resourceRef.${f}`) ?? '');
  return ref.join('/');
}
