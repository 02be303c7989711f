import { effect, over } from './_authorization-values';
import { nearest } from '../../../grammar/nearest';
import { push } from '../../../world/collect';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { orNear, similar, type Near } from '../../engine/near';
import { Severity } from '../../finding';
import { fleetDomains } from '../fleet/_facts';

const FORM = /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/;

/** The service accounts that workloads run as, by namespace. */
const accounts = (world: World): ReadonlyMap<string, readonly string[]> => world.once(accounts, () => {
  const out = new Map<string, string[]>();
  for (const { namespace, spec } of world.pods(undefined)) push(out, namespace, spec.serviceAccountName || spec.serviceAccount || 'default');
  return out;
});

/** The principal that was likely meant: with this service account in another namespace, or with a similar one in this namespace. */
function nearPrincipal(world: World, domain: string, namespace: string, account: string): Near | undefined {
  const others = [...accounts(world)].filter(([, used]) => account !== 'default' && used.includes(account)).map(([other]) => other);
  const where = nearest(namespace, others) ?? others[0] ?? namespace;
  const who = others.length ? account : similar(account, accounts(world).get(namespace) ?? []);
  return who === undefined ? undefined : { use: `"${domain}/ns/${where}/sa/${who}"`, why: `workloads of ${where} run as ${who}` };
}

export const principalForm: Check = {
  code: 'MESH408',
  title: 'principal that no client has',
  aliases: ['KIA0106', 'KIA0108'],
  severity: Severity.WARNING,
  explanation: 'A principal is `TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, without `spiffe://`. A principal of any other form, with a trust domain that the mesh does not have, or with a service account that no workload uses matches no client.',
  run: over((world, report, policy) => (field, value, at) => {
    if ((field !== 'principals' && field !== 'notPrincipals') || value.includes('*')) return;
    const reportValue = (message: string, fix: string, aliases: string[], severity?: Severity) =>
      report(policy, { pointer: at, aliases, message: `${message}: it matches no client, ${effect(policy, field)}`, fix, severity });
    if (value.startsWith('spiffe://')) return reportValue(`'${value}' is written as a URI, but principals are compared without spiffe://`, `use "${value.slice('spiffe://'.length)}"`, []);
    if (!FORM.test(value)) return reportValue(`'${value}' does not have the form TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, `use ${world.mesh.trustDomain}/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, []);
    const [domain, , namespace, , account] = value.split('/');
    const domains = [world.mesh.trustDomain, ...world.options.trustDomains ?? [], ...fleetDomains(world), ...world.mesh.config.trustDomainAliases ?? [], 'cluster.local'];
    if (!domains.includes(domain)) {
      const sure = (world.mesh.config.trustDomain ?? world.options.trustDomain) !== undefined;
      return reportValue(`trust domain ${domain} is not that of the mesh${sure ? '' : ' in the checked objects'} (${world.mesh.trustDomain})`, `use "${[world.mesh.trustDomain, ...value.split('/').slice(1)].join('/')}", or add the domain to trustDomainAliases`, ['KIA0108'], sure ? Severity.WARNING : Severity.INFO);
    }
    const runs = accounts(world).get(namespace) ?? [];
    if (runs.includes(account) || !world.closed(namespace) || world.siblings.length) return undefined;
    if (world.all('WorkloadEntry').some((w) => w.namespace === namespace && w.spec.serviceAccount === account)) return undefined;
    return reportValue(`no workload of ${namespace} runs as service account ${account}`, orNear(nearPrincipal(world, domain, namespace, account), 'use the service account of the client\'s workload'), ['KIA0106']);
  }),
};
