import { computeItems, nameOf } from './_facts';
import { set } from './_rules-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const BY_TAG = ['sourceTags', 'targetTags'];
const BY_ACCOUNT = ['sourceServiceAccounts', 'targetServiceAccounts'];

export const exclusiveFirewallFields: Check = {
  code: 'MESH898',
  title: 'firewall rule with fields that exclude each other',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A firewall rule allows or denies, not both, and selects machines by tags or by service accounts, not by both. Google refuses any other rule, and the network keeps what it had.',
  runFleet(worlds, report) {
    for (const rule of computeItems(worlds, 'ComputeFirewall')) {
      const { spec } = rule.object as { spec?: unknown };
      for (const [one, other] of [['allow', 'deny'], ...BY_TAG.flatMap((tag) => BY_ACCOUNT.map((account) => [tag, account]))]) {
        if (set(spec, [one, other]).length === 2) report(rule, { pointer: `/spec/${other}`, message: `${one} and ${other} exclude each other; Google refuses firewall rule ${nameOf(rule)}`, fix: 'keep one of the two, and write another rule for the rest' });
      }
    }
  },
};
