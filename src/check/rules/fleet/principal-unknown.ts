import { fleetFacts, membersOf } from './_facts';
import { textOf } from '../../../grammar/json';
import { MESH_CLOUD_GATEWAY, meshCloudGatewayAccount } from '../../../model/managed';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const PRINCIPAL = /^(?:spiffe:\/\/)?([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

/** Service accounts that a control plane may create for the proxies of a Gateway. */
function ofProxies({ name, namespace, spec }: Item<any>): string[] {
  return [name, `${name}-${spec.gatewayClassName}`, ...(spec.gatewayClassName === MESH_CLOUD_GATEWAY ? [meshCloudGatewayAccount(name)] : [])].map((account) => `${namespace}/${account}`);
}

export const principalUnknown: Check = {
  code: 'MESH942',
  title: 'principal that no workload in the fleet has',
  aliases: ['R-ID2'],
  severity: Severity.ERROR,
  explanation: 'Identities in a fleet have its trust domain, `PROJECT.svc.id.goog` (or an alias of it), and a service account that exists in some cluster. A principal with any other domain or account matches no request, so an ALLOW refuses every request and a DENY denies none.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const hosts = new Set(facts.members.flatMap((m) => (m.fleet ? [m.fleet] : [])));
    if (hosts.size === 0) return;
    const domains = new Set([...hosts].flatMap((f) => [`${f}.svc.id.goog`, `${f}.hub.id.goog`]).concat(facts.members.flatMap((m) => (m.project ? [`${m.project}.svc.id.goog`] : []))));
    const members = membersOf(worlds);
    const accounts = new Set(members.flatMap((w) => [...w.all('ServiceAccount').map((s) => `${s.namespace}/${s.name}`), ...w.all('KubeGateway').flatMap(ofProxies)]));
    const namespaces = new Set(members.flatMap((w) => w.all('Namespace').map((n) => n.name)));
    for (const world of members) {
      for (const policy of world.all('AuthorizationPolicy')) {
        for (const { pointer, value } of ['principals', 'notPrincipals'].flatMap((f) => at(policy.object, `spec.rules[*].from[*].source.${f}[*]`))) {
          const [, domain, namespace, account] = PRINCIPAL.exec(textOf(value)) ?? [];
          if (domain === undefined) continue;
          if (!domains.has(domain)) {
            report(policy, {
              pointer, message: `${value} has trust domain '${domain}', but workloads of this fleet have '${[...domains][0]}': no request has this principal`, fix: `use ${[...domains][0]}/ns/${namespace}/sa/${account}`,
            });
          } else if (namespaces.has(namespace) && account !== 'default' && !accounts.has(`${namespace}/${account}`)) {
            report(policy, {
              pointer, severity: Severity.WARNING, message: `no cluster of the fleet has a service account ${namespace}/${account}, so no request has the principal ${value}`, fix: 'use the service account of a workload',
            });
          }
        }
      }
    }
  },
};
