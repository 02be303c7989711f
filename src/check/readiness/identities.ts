import type { Add } from './add';
import { textOf } from '../../grammar/json';
import type { World } from '../../world/world';
import { at, type At } from '../engine/path';

const POLICIES = ['spec.trafficPolicy', 'spec.trafficPolicy.portLevelSettings[*]', 'spec.subsets[*].trafficPolicy', 'spec.subsets[*].trafficPolicy.portLevelSettings[*]'];

/** Identities move to the trust domain of the fleet; policies and clients name them in full. */
export function identitySteps(world: World, trustDomain: string | undefined, add: Add): void {
  const moves = (item: Parameters<Add>[0], { pointer, value }: At, written: (id: string) => string = (id) => id, own?: string): void => {
    const [, domain, rest] = /^(?:spiffe:\/\/)?([^/*]+)(\/ns\/.+)$/.exec(textOf(value)) ?? [];
    if (domain === undefined || domain === trustDomain || (trustDomain === undefined && domain.endsWith('.svc.id.goog'))) return;
    add(item, domain !== own, `identities move from trust domain '${domain}' to that of the fleet`, written(`${trustDomain ?? 'FLEET_PROJECT.svc.id.goog'}${rest}`), pointer);
  };
  for (const policy of world.all('AuthorizationPolicy')) {
    // in a policy, `cluster.local` stands for the mesh's own trust domain, whatever it is called
    for (const named of ['principals', 'notPrincipals'].flatMap((f) => at(policy.object, `spec.rules[*].from[*].source.${f}[*]`))) moves(policy, named, undefined, 'cluster.local');
    for (const { pointer, value } of at(policy.object, 'spec.rules[*].when[*]')) {
      if ((value as { key?: unknown } | null)?.key !== 'source.principal') continue;
      for (const named of ['values', 'notValues'].flatMap((f) => at(value, `${f}[*]`))) moves(policy, { ...named, pointer: `${pointer}${named.pointer}` }, undefined, 'cluster.local');
    }
  }
  for (const rule of world.all('DestinationRule')) {
    for (const named of POLICIES.flatMap((p) => at(rule.object, `${p}.tls.subjectAltNames[*]`))) moves(rule, named, (id) => `spiffe://${id}`);
  }
  for (const entry of world.all('ServiceEntry')) {
    for (const named of at(entry.object, 'spec.subjectAltNames[*]')) moves(entry, named, (id) => `spiffe://${id}`);
  }
}
