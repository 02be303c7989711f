import type { ItemOf } from '../../../world/item';
import { pointer } from '../../engine/check';

/** A place where an AuthorizationPolicy matches the identity in the client's certificate. */
export interface IdentityUse {
  /** the field, or the key of a condition */
  readonly field: string;
  readonly at: string;
  /** matches identities that are not listed */
  readonly negated: boolean;
}

const FIELDS = ['principals', 'namespaces', 'serviceAccounts'] as const;
const NEGATED = ['notPrincipals', 'notNamespaces', 'notServiceAccounts'] as const;
const KEYS: ReadonlySet<string> = new Set(['source.principal', 'source.namespace', 'source.serviceAccount']);

/** Every such place, in sources and in conditions. */
export function identityUses(policy: ItemOf<'AuthorizationPolicy'>): IdentityUse[] {
  return (policy.spec.rules ?? []).flatMap((rule, i) => [
    ...(rule.from ?? []).flatMap(({ source }, j) => [...FIELDS, ...NEGATED].filter((k) => source?.[k]?.length)
      .map((field) => ({ field, at: pointer('spec', 'rules', i, 'from', j, 'source', field), negated: field.startsWith('not') }))),
    ...(rule.when ?? []).flatMap((c, j) => (c.key !== undefined && KEYS.has(c.key)
      ? [{ field: c.key, at: pointer('spec', 'rules', i, 'when', j), negated: !c.values?.length }] : [])),
  ]);
}
