import { clusterOf, fleetFacts, membersOf } from './facts';
import { GOOGLE_ACCOUNT } from './identities';
import { iamItems, iamMembers, PRINCIPAL } from './registration';
import type { Check } from '../engine/check';
import type { Item } from '../engine/item';
import { text } from '../engine/path';
import { Severity } from '../finding';

/** A role that some object gives. */
interface Given {
  readonly item: Item;
  readonly pointer: string;
  readonly member: string;
  readonly role: string;
  readonly resource: string;
  readonly condition: string;
}

function given(worlds: Parameters<typeof iamItems>[0]): readonly Given[] {
  return iamItems(worlds).flatMap((item) => iamMembers(item).map(({ pointer, member }): Given => {
    const spec = (item.object as any).spec ?? {};
    const binding = item.kind === 'IAMPolicyMember' ? spec : spec.bindings?.[Number(/^\/spec\/bindings\/(\d+)\//.exec(pointer)?.[1])] ?? {};
    return { item, pointer, member, role: String(binding.role), resource: resourceOf(item), condition: text(binding, 'condition.expression') ?? '' };
  }));
}

function resourceOf(item: Item): string {
  const ref = ['kind', 'external', 'name', 'namespace'].map((f) => text(item.object, `spec.resourceRef.${f}`) ?? '');
  return ref.join('/');
}

export const grantedTwice: Check = {
  code: 'MESH951',
  title: 'role that is given twice',
  aliases: ['R-IX1'],
  severity: Severity.ERROR,
  explanation: 'An identity is the same in all clusters of a fleet, so a role is given once. Two objects that give it fight: deleting one takes the role away from both.',
  runFleet(worlds, report) {
    const first = new Map<string, Given>();
    for (const g of given(worlds)) {
      const key = [g.member, g.role, g.resource, g.condition].join('\n');
      const before = first.get(key);
      if (!before) {first.set(key, g);} else {
        report(g.item, {
          pointer: g.pointer,
          message: `${g.member} is given ${g.role} here and by ${before.item.kind} ${before.item.name}; when one of the two goes, so does the role`,
          fix: 'give it once; identity.grant does, whichever cluster asks',
          related: [{ item: before.item, pointer: before.pointer }],
        });
      }
    }
  },
};

export const authoritativePolicy: Check = {
  code: 'MESH954',
  title: 'policy of a resource beside single roles',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An IAMPolicy is all of a resource\'s policy: it takes away every role that it does not name. Beside IAMPolicyMembers or IAMPartialPolicies on the same resource, each undoes the other.',
  runFleet(worlds, report) {
    const items = iamItems(worlds);
    for (const policy of items.filter((i) => i.kind === 'IAMPolicy')) {
      const other = items.find((i) => i.kind !== 'IAMPolicy' && resourceOf(i) === resourceOf(policy));
      if (other) {
        report(policy, { message: `IAMPolicy ${policy.name} takes away what ${other.kind} ${other.name} gives on the same resource, again and again`, fix: 'use IAMPartialPolicy in place of IAMPolicy', related: [other] });
      }
    }
  },
};

export const wrongPool: Check = {
  code: 'MESH952',
  title: 'principal of a pool that its workload is not in',
  aliases: ['R-IX2'],
  severity: Severity.ERROR,
  explanation: 'Workloads of a GKE cluster are in the pool of the cluster\'s project, those of attached clusters in the pool of the fleet\'s. A role for a principal of another pool is given to nobody.',
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
        report(g.item, { pointer: g.pointer, message: `no cluster of the fleet is in pool ${pool}, so ${g.member} is nobody`, fix: `the pool of the cluster's project: ${[...known].join(', ')}` });
        continue;
      }
      const [, namespace, account] = /^subject\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(rest) ?? [];
      const runs = members.filter((w) => w.all('ServiceAccount').some((s) => s.namespace === namespace && s.name === account)).map(clusterOf).filter((c) => poolOf.has(c));
      if (runs.length > 0 && runs.every((c) => poolOf.get(c) !== pool)) {
        report(g.item, {
          pointer: g.pointer,
          message: `${namespace}/${account} runs in ${runs.join(', ')}, whose workloads are in pool ${[...new Set(runs.map((c) => poolOf.get(c)))].join(', ')}, and the role is given in ${pool}: nobody gets it`,
          fix: 'the pool of the cluster\'s project; identity.grant takes the right one',
        });
      }
    }
  },
};

export const twoWays: Check = {
  code: 'MESH953',
  title: 'service account that is two to Google Cloud',
  aliases: ['R-IX3'],
  severity: Severity.ERROR,
  explanation: 'A Kubernetes service account with the annotation `iam.gke.io/gcp-service-account` is that Google account to Google Cloud, always. Roles that are given to itself do nothing then.',
  runFleet(worlds, report) {
    const direct = new Map(given(worlds).flatMap((g) => {
      const [, , , rest] = PRINCIPAL.exec(g.member) ?? [];
      return rest?.startsWith('subject/ns/') ? [[rest, g] as const] : [];
    }));
    for (const world of membersOf(worlds)) {
      for (const account of world.all('ServiceAccount')) {
        const g = direct.get(`subject/ns/${account.namespace}/sa/${account.name}`);
        const google = account.annotations[GOOGLE_ACCOUNT];
        if (google !== undefined && g) {
          report(account, {
            pointer: `/metadata/annotations/${GOOGLE_ACCOUNT.replace('/', '~1')}`,
            message: `service account ${account.namespace}/${account.name} is ${google} to Google Cloud in ${clusterOf(world)}, so ${g.role}, which is given to itself, does nothing`,
            fix: 'leave the annotation out, or give the role to the Google account',
            related: [g.item],
          });
        }
      }
    }
  },
};

export const grantChecks = [grantedTwice, wrongPool, twoWays, authoritativePolicy];
