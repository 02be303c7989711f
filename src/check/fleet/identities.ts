import { clusterOf, fleetFacts, membersOf } from './facts';
import type { Check } from '../engine/check';
import type { Item } from '../engine/item';
import { at } from '../engine/path';
import type { World } from '../engine/world';
import { Severity } from '../finding';

export const GOOGLE_ACCOUNT = 'iam.gke.io/gcp-service-account';

export const accountDiffers: Check = {
  code: 'MESH941',
  title: 'service account with different powers in each cluster',
  aliases: ['R-ID1'],
  severity: Severity.ERROR,
  explanation: 'A service account of one namespace and name is one identity in all clusters of a fleet. Where it stands for different Google accounts, or for one in some clusters only, what a pod may do depends on where it runs, while policies can\'t tell.',
  runFleet(worlds, report) {
    const first = new Map<string, [Item, World]>();
    for (const world of membersOf(worlds)) {
      for (const account of world.all('ServiceAccount')) {
        const key = `${account.namespace}/${account.name}`;
        const before = first.get(key);
        if (!before) {
          first.set(key, [account, world]);
          continue;
        }
        const [a, where] = before;
        const powers = (i: Item) => i.annotations[GOOGLE_ACCOUNT] ?? 'no Google account';
        if (powers(a) !== powers(account)) {
          report(account, {
            pointer: '/metadata/annotations',
            message: `service account ${key} stands for ${powers(account)} in ${clusterOf(world)} and for ${powers(a)} in ${clusterOf(where)}; it is one identity, and whoever runs as it in the weaker cluster passes for the other in the mesh`,
            fix: 'give the identity the same roles everywhere (identity.grant), or use another service account',
            related: [a],
          });
        }
      }
    }
  },
};

const PRINCIPAL = /^(?:spiffe:\/\/)?([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

export const principalUnknown: Check = {
  code: 'MESH942',
  title: 'principal that nobody in the fleet has',
  aliases: ['R-ID2'],
  severity: Severity.ERROR,
  explanation: 'Identities of a fleet are of its trust domain, `PROJECT.svc.id.goog` (or an alias of it), and of a service account that some cluster has. A principal of another domain or account matches no request, so an ALLOW refuses all and a DENY refuses none.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const hosts = new Set(facts.members.flatMap((m) => (m.fleet ? [m.fleet] : [])));
    if (hosts.size === 0) return;
    const domains = new Set([...hosts].flatMap((f) => [`${f}.svc.id.goog`, `${f}.hub.id.goog`]).concat(facts.members.flatMap((m) => (m.project ? [`${m.project}.svc.id.goog`] : []))));
    const members = membersOf(worlds);
    const accounts = new Set(members.flatMap((w) => w.all('ServiceAccount').map((s) => `${s.namespace}/${s.name}`)));
    const namespaces = new Set(members.flatMap((w) => w.all('Namespace').map((n) => n.name)));
    for (const world of members) {
      for (const policy of world.all('AuthorizationPolicy')) {
        for (const { pointer, value } of ['principals', 'notPrincipals'].flatMap((f) => at(policy.object, `spec.rules[*].from[*].source.${f}[*]`))) {
          const [, domain, namespace, account] = PRINCIPAL.exec(String(value)) ?? [];
          if (domain === undefined) continue;
          if (!domains.has(domain)) {
            report(policy, {
              pointer, message: `${value} is of trust domain '${domain}', and workloads of this fleet are of '${[...domains][0]}': no request has this principal`, fix: `${[...domains][0]}/ns/${namespace}/sa/${account}`,
            });
          } else if (namespaces.has(namespace) && account !== 'default' && !accounts.has(`${namespace}/${account}`)) {
            report(policy, {
              pointer, severity: Severity.WARNING, message: `no cluster of the fleet has a service account ${namespace}/${account}, so no request has the principal ${value}`, fix: 'name an account that a workload runs as',
            });
          }
        }
      }
    }
  },
};

export const mixedTrust: Check = {
  code: 'MESH943',
  title: 'clusters of different trust in one fleet',
  aliases: ['R-ID3'],
  severity: Severity.ERROR,
  explanation: 'Identities are the same in all clusters of a fleet. Whoever can run a pod in a less trusted cluster can act as any service of the trusted one, in the mesh and towards Google Cloud. '
    + 'Separate fleets are the answer; conditions on roles (`thisClusterOnly`) help where that is impossible, with an acknowledgement.',
  runFleet(worlds, report) {
    const said = fleetFacts(worlds).members.filter((m) => m.trust !== undefined);
    const [first] = said;
    for (const other of said.slice(1)) {
      if (other.trust !== first.trust) {
        report(other.item, {
          pointer: '/metadata/labels/trust-level',
          message: `${other.name} is trusted as '${other.trust}' and ${first.name} as '${first.trust}', and both are in one fleet: a pod in the one can act as any service of the other`,
          fix: 'put them into fleets of their own; or acknowledge it, and give roles with thisClusterOnly',
          related: [first.item],
        });
      }
    }
  },
};

export const identityChecks = [accountDiffers, principalUnknown, mixedTrust];
