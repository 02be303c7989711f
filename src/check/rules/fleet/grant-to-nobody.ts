import { fleetAccounts } from './_accounts-facts';
import { fleetFacts, membersOf } from './_facts';
import { given } from './_grants-facts';
import { PRINCIPAL } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const LEGACY = /^serviceAccount:([^[\]]+)\[([^/\]]+)\/([^\]]+)\]$/;
/** Namespaces whose service accounts are created by Google's agents. */
const SYSTEM = /^(kube-|gke-|gmp-|cnrm-|config-management-|istio-system$|asm-system$|gatekeeper-system$|autoneg-system$)/;

export const grantToNobody: Check = {
  code: 'MESH738',
  title: 'role for a service account that no cluster has',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A Google Cloud role for a workload is granted to its service account: `…/subject/ns/NAMESPACE/sa/NAME`, or `PROJECT.svc.id.goog[NAMESPACE/NAME]`. If no cluster of the fleet has that account, nobody gets the role, and the intended workload is refused. '
    + 'Anyone who later creates an account of that name gets the role.',
  runFleet(worlds, report) {
    const members = membersOf(worlds);
    if (members.length === 0) return;
    const pools = new Set(fleetFacts(worlds).members.flatMap((m) => [m.fleet, m.project]).filter((p) => p !== undefined).map((p) => `${p}.svc.id.goog`));
    const accounts = fleetAccounts(worlds);
    const namespaces = new Set(members.flatMap((w) => [...w.knownNamespaces].filter((n) => n !== 'default' || w.namespace(n) !== undefined)));
    const complete = members.every((w) => w.options.complete === true);
    for (const g of given(worlds)) {
      const [, , pool = '', rest = ''] = PRINCIPAL.exec(g.member) ?? [];
      const [, subject, name] = /^subject\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(rest) ?? [];
      const [, legacyPool, legacyNamespace, legacyName] = LEGACY.exec(g.member) ?? [];
      const namespace = subject ?? legacyNamespace;
      const account = name ?? legacyName;
      // pools that contain no cluster of the fleet: MESH952
      if (namespace === undefined || account === undefined || !pools.has(legacyPool ?? pool) || SYSTEM.test(namespace) || account === 'default') continue;
      if (accounts.has(`${namespace}/${account}`)) continue;
      const known = namespaces.has(namespace);
      report(g.item, {
        pointer: g.pointer,
        severity: complete ? Severity.ERROR : known ? Severity.WARNING : Severity.INFO,
        message: `no cluster of the fleet has service account ${namespace}/${account}${complete ? '' : ' in the checked objects'}, so ${g.role} is granted to nobody`,
        fix: 'use the namespace and service account of a workload, or remove the role',
      });
    }
  },
};
