import { securityItems } from './_facts';
import { textOf } from '../../../grammar/json';
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
  explanation: 'A principal in a Traffic Director authorization policy is `spiffe://PROJECT.svc.id.goog/ns/NAMESPACE/sa/ACCOUNT`. If no pod in any cluster has that account, it matches no client: the name is misspelled, or it is meant for VMs or Cloud Run, which have no mesh identity. '
    + 'If the input is not declared complete, this is information.',
  runFleet(worlds, report) {
    const policies = securityItems(worlds, 'NetworkSecurityAuthorizationPolicy');
    if (policies.length === 0) return;
    const accounts = new Set(worlds.flatMap((w) => accountsOf(w)));
    if (accounts.size === 0) return;
    const complete = worlds.every((w) => w.options.complete);
    for (const policy of policies) {
      for (const { pointer, value } of at(policy.object, 'spec.rules[*].sources[*].principals[*]')) {
        const [, , namespace, account] = PRINCIPAL.exec(textOf(value)) ?? [];
        if (namespace === undefined || accounts.has(`${namespace}/${account}`)) continue;
        report(policy, {
          pointer,
          severity: complete ? Severity.WARNING : Severity.INFO,
          message: `no pod runs as ${namespace}/${account}${complete ? '' : ' in the checked objects'}, so no client has the identity ${textOf(value)}: it matches no client`,
          fix: 'use the service account of the callers; VMs and Cloud Run have no mesh identity: admit them by ipBlocks',
        });
      }
    }
  },
};

const accountsOf = (world: World): readonly string[] => [...world.pods(undefined)].map((p) => `${p.namespace}/${p.spec.serviceAccountName ?? p.spec.serviceAccount ?? 'default'}`);
