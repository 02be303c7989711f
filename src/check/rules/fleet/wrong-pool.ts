import { clusterOf, fleetFacts, membersOf } from './_facts';
import { given } from './_grants-facts';
import { PRINCIPAL } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const wrongPool: Check = {
  code: 'MESH952',
  title: 'principal in a pool that its workload does not belong to',
  aliases: ['R-IX2'],
  severity: Severity.ERROR,
  explanation: 'Workloads of a GKE cluster are in the workload identity pool of the cluster\'s project, those of attached clusters in the pool of the fleet\'s project. A role for a principal of any other pool is granted to nobody.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    if (facts.members.length === 0) return;
    const fleets = facts.members.flatMap((m) => (m.fleet ? [m.fleet] : []));
    const poolOf = new Map(facts.members.map((m) => [m.name, `${m.project ?? fleets[0]}.svc.id.goog`]));
    const known = new Set([...poolOf.values(), ...fleets.map((f) => `${f}.svc.id.goog`)]);
    const members = membersOf(worlds);
    for (const g of given(worlds)) {
      const [, , pool, rest] = PRINCIPAL.exec(g.member) ?? [];
      if (pool === undefined || !pool.endsWith('.svc.id.goog')) continue;
      if (!known.has(pool)) {
        report(g.item, { pointer: g.pointer, message: `no cluster of the fleet is in pool ${pool}, so the role is granted to nobody: ${g.member}`, fix: `use the pool of the cluster's project: ${[...known].join(', ')}` });
        continue;
      }
      const [, namespace, account] = /^subject\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(rest) ?? [];
      const runs = members.filter((w) => w.all('ServiceAccount').some((s) => s.namespace === namespace && s.name === account)).map(clusterOf).filter((c) => poolOf.has(c));
      if (runs.length > 0 && runs.every((c) => poolOf.get(c) !== pool)) {
        report(g.item, {
          pointer: g.pointer,
          message: `${namespace}/${account} runs in ${runs.join(', ')}, whose workloads are in pool ${[...new Set(runs.map((c) => poolOf.get(c)))].join(', ')}, but the role is granted in ${pool}: nobody gets it`,
          fix: 'use the pool of the cluster\'s project; identity.grant uses the right one',
        });
      }
    }
  },
};
