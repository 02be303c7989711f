import { securityItems } from './_facts';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const PRINCIPAL = /^spiffe:\/\/([^/]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

export const nobodysIdentity: Check = {
  code: 'MESH575',
  title: 'identity that no workload has',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A principal of an authorization policy of Traffic Director is `spiffe://PROJECT.svc.id.goog/ns/NAMESPACE/sa/ACCOUNT`. Where no pod of any cluster runs as that account, nobody is let in by it: a misspelled name, or machines and Cloud Run, which have no identity of the mesh. '
    + 'Where not all objects are known, this is an info.',
  runFleet(worlds, report) {
    const policies = securityItems(worlds, 'NetworkSecurityAuthorizationPolicy');
    if (policies.length === 0) return;
    const accounts = new Set(worlds.flatMap((w) => accountsOf(w)));
    if (accounts.size === 0) return;
    const complete = worlds.every((w) => w.options.complete);
    for (const policy of policies) {
      for (const { pointer, value } of at(policy.object, 'spec.rules[*].sources[*].principals[*]')) {
        const [, , namespace, account] = PRINCIPAL.exec(String(value)) ?? [];
        if (namespace === undefined || accounts.has(`${namespace}/${account}`)) continue;
        report(policy, {
          pointer,
          severity: complete ? Severity.WARNING : Severity.INFO,
          message: `no pod runs as ${namespace}/${account}${complete ? '' : ' in what is checked here'}, so no client has the identity ${String(value)}: nobody is known by it`,
          fix: 'name the service account that the callers run as; machines and Cloud Run have no identity of the mesh: admit them by ipBlocks',
        });
      }
    }
  },
};

const accountsOf = (world: World): readonly string[] => [...world.pods(undefined)].map((p) => `${p.namespace}/${p.spec.serviceAccountName ?? p.spec.serviceAccount ?? 'default'}`);
