import { type ApiClient, idOf, type Manifest } from './api-client';

/** Conditions that are good when they are false. */
const NEGATIVE = new Set(['Conflicted', 'OverlappingTLSConfig', 'PartiallyInvalid']);

/** Conditions of objects of Gateway API that do not say what they should, whoever wrote them. */
export async function badConditions(api: ApiClient, objects: readonly Manifest[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const o of objects.filter((x) => x.apiVersion.startsWith('gateway.networking.k8s.io/'))) {
    const status = (await api.get(o))?.status;
    const parts = [...(status?.parents ?? []), ...(status?.ancestors ?? []), ...(status?.listeners ?? [])];
    const all = [...(status?.conditions ?? []), ...parts.flatMap((p: any) => p.conditions)];
    if (all.length === 0 && !['ReferenceGrant'].includes(o.kind)) { found.push(`${idOf(o)}: no status`); }
    for (const c of all.filter((x: any) => (x.status === 'True') === NEGATIVE.has(x.type))) { found.push(`${idOf(o)}: ${c.type} ${c.status}: ${c.message}`); }
  }
  return [...new Set(found)];
}
