import { computeItems, nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const firewallTags: Check = {
  code: 'MESH749',
  title: 'firewall rule for outgoing traffic with source tags',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The sources of an EGRESS rule are the VMs that it applies to (`targetTags`, `targetServiceAccounts`). Google refuses `sourceTags` and `sourceServiceAccounts` there.',
  runFleet(worlds, report) {
    for (const rule of computeItems(worlds, 'ComputeFirewall')) {
      if (text(rule.object, 'spec.direction') !== 'EGRESS') continue;
      for (const field of ['sourceTags', 'sourceServiceAccounts']) {
        const found = at(rule.object, `spec.${field}`)[0];
        if (found) report(rule, { pointer: found.pointer, message: `an EGRESS rule has no ${field}: Google refuses ComputeFirewall ${nameOf(rule)}`, fix: `use ${field.replace('source', 'target')}, or set direction: INGRESS` });
      }
    }
  },
};
