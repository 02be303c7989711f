import { effect, over } from './_authorization-values';
import { nearest } from '../../../grammar/nearest';
import { push } from '../../../world/collect';
import { serviceAccountOf } from '../../../world/pods';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { orNear, similar, type Near } from '../../engine/near';
import { Severity } from '../../finding';
import { fleetDomains } from '../fleet/_facts';

const ACCOUNTS: readonly string[] = ['serviceAccounts', 'notServiceAccounts'];
const FIELDS: readonly string[] = ['principals', 'notPrincipals', ...ACCOUNTS];
/** Writes a service account in the form of a field. */
type Written = (namespace: string, account: string) => string;
const FORM = /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/;

/** The service accounts that workloads run as, by namespace. */
const accounts = (world: World): ReadonlyMap<string, readonly string[]> => world.once(accounts, () => {
  const out = new Map<string, string[]>();
  for (const pod of world.pods(undefined)) push(out, pod.namespace, serviceAccountOf(pod));
  return out;
});

/** The service account that was likely meant: one with this name in another namespace, or with a similar name in this namespace; written in a given form. */
function nearAccount(world: World, namespace: string, account: string, write: Written): Near | undefined {
  const others = [...accounts(world)].filter(([, used]) => account !== 'default' && used.includes(account)).map(([other]) => other);
  const where = nearest(namespace, others) ?? others[0] ?? namespace;
  const who = others.length ? account : similar(account, accounts(world).get(namespace) ?? []);
  return who === undefined ? undefined : { use: `"${write(where, who)}"`, why: `workloads of ${where} run as ${who}` };
}

/** Whether no workload runs as a service account, as far as all workloads of its namespace are known. */
const isUnused = (world: World, namespace: string, account: string): boolean => world.closed(namespace) && world.siblings.length === 0
  && !(accounts(world).get(namespace) ?? []).includes(account) && !world.all('WorkloadEntry').some((w) => w.namespace === namespace && w.spec.serviceAccount === account);

export const principalForm: Check = {
  code: 'MESH408',
  title: 'principal or service account that no client has',
  aliases: ['KIA0106', 'KIA0108'],
  severity: Severity.WARNING,
  explanation: 'A principal is `TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, without `spiffe://`. A principal of any other form, with a trust domain that the mesh does not have, or with a service account that no workload uses matches no client. The same holds for `serviceAccounts`: `NAMESPACE/SERVICE_ACCOUNT`, or a service account of the policy\'s own namespace.',
  run: over((world, report, policy) => (field, value, at) => {
    if (!FIELDS.includes(field) || value.includes('*')) return;
    const reportValue = (message: string, fix: string, aliases: string[], severity?: Severity) =>
      report(policy, { pointer: at, aliases, message: `${message}: it matches no client, ${effect(policy, field)}`, fix, severity });
    const reportUnused = (namespace: string, account: string, write: Written) => {
      const near = isUnused(world, namespace, account) && nearAccount(world, namespace, account, write);
      if (near !== false) reportValue(`no workload of ${namespace} runs as service account ${account}`, orNear(near, 'use the service account of the client\'s workload'), ['KIA0106']);
    };
    if (ACCOUNTS.includes(field)) {
      const [account, namespace = policy.namespace] = value.split('/').reverse();
      return reportUnused(namespace, account, (where, who) => `${where}/${who}`);
    }
    if (value.startsWith('spiffe://')) return reportValue(`'${value}' is written as a URI, but principals are compared without spiffe://`, `use "${value.slice('spiffe://'.length)}"`, []);
    if (!FORM.test(value)) return reportValue(`'${value}' does not have the form TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, `use ${world.mesh.trustDomain}/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, []);
    const [domain, , namespace, , account] = value.split('/');
    const domains = [world.mesh.trustDomain, ...world.options.trustDomains ?? [], ...fleetDomains(world), ...world.mesh.config.trustDomainAliases ?? [], 'cluster.local'];
    if (!domains.includes(domain)) {
      const sure = (world.mesh.config.trustDomain ?? world.options.trustDomain) !== undefined;
      return reportValue(`trust domain ${domain} is not that of the mesh${sure ? '' : ' in the checked objects'} (${world.mesh.trustDomain})`, `use "${[world.mesh.trustDomain, ...value.split('/').slice(1)].join('/')}", or add the domain to trustDomainAliases`, ['KIA0108'], sure ? Severity.WARNING : Severity.INFO);
    }
    return reportUnused(namespace, account, (where, who) => `${domain}/ns/${where}/sa/${who}`);
  }),
};
