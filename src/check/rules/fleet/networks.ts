import { fleetFacts, meshMemberships, membersOf, referred } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const networks: Check = {
  code: 'MESH917',
  title: 'clusters of a mesh on different networks',
  aliases: ['R-FL3'],
  severity: Severity.WARNING,
  explanation: 'Proxies of one cluster call pods of another by their addresses. That needs one VPC network (shared, across projects); otherwise the calls must go through an east-west gateway.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const inMesh = new Set(meshMemberships(facts).map((i) => referred(i, 'spec.membershipRef')));
    const eastWest = membersOf(worlds).some((w) => w.all('Gateway').some((g) => g.spec.selector?.istio === 'eastwestgateway')
      || w.all('KubeGateway').some((g) => g.spec.gatewayClassName === 'istio-east-west')); // with sidecars, or in ambient mode
    const members = facts.members.filter((m) => m.network !== undefined && inMesh.has(m.name));
    for (const m of eastWest ? [] : members.slice(1)) {
      if (m.network !== members[0].network) {
        report(m.item, {
          message: `${m.name} is on network ${m.network} and ${members[0].name} on ${members[0].network}: pods of one can't reach pods of the other, and such calls fail`,
          fix: 'put the clusters on one (shared) VPC network, or run east-west gateways',
          related: [members[0].item],
        });
      }
    }
  },
};
