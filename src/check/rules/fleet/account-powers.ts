import { accountsOf } from './_accounts-facts';
import { clusterOf, membersOf } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const RBAC = 'rbac.authorization.k8s.io';
/** Predefined Kubernetes roles that allow changing workloads of others. */
const STRONG = ['ClusterRole cluster-admin', 'ClusterRole admin', 'ClusterRole edit'];
/** Namespaces in which GKE and its agents create objects as each cluster needs them. */
const SYSTEM = /^(kube-|gke-|gmp-|cnrm-|config-management-|istio-system$|default$)/;

export const accountPowers: Check = {
  code: 'MESH736',
  title: 'service account with different Kubernetes permissions in one cluster',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Service accounts with the same namespace and name are the same identity in every cluster of a fleet. If such an account has more permissions in one of the clusters (a RoleBinding or ClusterRoleBinding that the others lack), a pod in the strictest cluster has the same identity as one in the most permissive. '
    + 'That is an error if the role can change other workloads (`cluster-admin`, `admin`, `edit`).',
  runFleet(worlds, report) {
    const members = membersOf(worlds).map((world) => ({ world, rights: rightsOf(world), accounts: accountsOf(world) }));
    const reported = new Set<string>();
    for (const here of members) {
      for (const [account, rights] of here.rights) {
        if (SYSTEM.test(account)) continue;
        for (const [right, binding] of rights) {
          const lacking = members.find((other) => other !== here && other.accounts.has(account) && !other.rights.get(account)?.has(right));
          if (!lacking || !here.accounts.has(account) || reported.has(`${account} ${right}`)) continue;
          reported.add(`${account} ${right}`);
          const strong = STRONG.some((role) => right === role || right.startsWith(`${role} in `));
          report(binding, {
            pointer: '/roleRef',
            severity: strong ? Severity.ERROR : Severity.WARNING,
            message: `service account ${account} has ${right} in ${clusterOf(here.world)} but not in ${clusterOf(lacking.world)}: it is one identity in the fleet, but what a pod may do depends on where it runs`,
            fix: 'bind the role in every cluster, or to a separate service account',
            related: lacking.world.all('ServiceAccount').filter((a) => `${a.namespace}/${a.name}` === account),
          });
        }
      }
    }
  },
};

/** The roles of each account of a cluster, with the object that binds them. */
function rightsOf(world: World): ReadonlyMap<string, ReadonlyMap<string, Item>> {
  const found = new Map<string, Map<string, Item>>();
  const accounts = [...accountsOf(world)];
  for (const binding of [...world.ofKind(RBAC, 'RoleBinding'), ...world.ofKind(RBAC, 'ClusterRoleBinding')]) {
    const where = binding.kind === 'RoleBinding' ? ` in namespace ${binding.namespace}` : '';
    const right = `${text(binding.object, 'roleRef.kind')} ${text(binding.object, 'roleRef.name')}${where}`;
    for (const { value } of at(binding.object, 'subjects[*]')) {
      const name = text(value, 'name') ?? '';
      const group = /^system:serviceaccounts(?::(.+))?$/.exec(name);
      const of = text(value, 'kind') === 'ServiceAccount' ? [`${text(value, 'namespace') ?? binding.namespace}/${name}`]
        : text(value, 'kind') === 'Group' && group ? accounts.filter((a) => group[1] === undefined || a.startsWith(`${group[1]}/`)) : [];
      for (const account of of) {
        const rights = found.get(account) ?? new Map<string, Item>();
        if (!rights.has(right)) rights.set(right, binding);
        found.set(account, rights);
      }
    }
  }
  return found;
}
