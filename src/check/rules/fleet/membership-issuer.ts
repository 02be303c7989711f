import { fleetFacts, referred } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const membershipIssuer: Check = {
  code: 'MESH728',
  title: 'membership with the token issuer of another cluster',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The issuer of a membership is that of its own cluster. With the issuer of another one, the fleet trusts tokens of the other cluster and rejects all of this one: workload identity and the mesh fail for its workloads.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    for (const { item, issuer, gke } of facts.members) {
      const cluster = referred(item, 'spec.endpoint.gkeCluster.resourceRef');
      const named = issuer?.split('/').pop();
      if (!gke || cluster === undefined || named === cluster) continue;
      report(item, { pointer: '/spec/authority/issuer', message: `the issuer is that of cluster ${named}, and the membership is for cluster ${cluster}: every token of ${cluster} is rejected`, fix: `use ${[...issuer?.split('/').slice(0, -1) ?? [], cluster].join('/')}` });
    }
  },
};
