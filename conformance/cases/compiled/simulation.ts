import { join } from 'node:path';
import { differencesOf, outside, Proxies, simulationCalls } from '../../compiled/calls';
import type { Case } from '../../harness/case';

export const cases: Case[] = [{
  group: 'compiled',
  name: 'Istio\'s own simulation tests: each call that a test makes',
  run: async (lab, trial) => {
    const calls = await simulationCalls(lab.parts.calls, join(lab.scratch(), 'calls.jsonl'));
    const asked = calls.filter((c) => !outside(c));
    const proxies = new Proxies();
    const differing = asked.flatMap((c) => differencesOf(c, proxies.of(c)));
    const why = new Map<string, number>();
    for (const c of calls) { const reason = outside(c); if (reason) { why.set(reason, (why.get(reason) ?? 0) + 1); } }
    trial.that('calls, and those that are no question to the compiler', 'at least 390 and at most 65', `${asked.length} and ${calls.length - asked.length}: ${[...why].map(([reason, n]) => `${n} ${reason}`).join('; ')}`,
      asked.length >= 390 && calls.length - asked.length <= 65);
    trial.that('calls that end otherwise than the test expects', '0', `${differing.length}${differing[0] ? `; the first is ${differing[0]}` : ''}`, differing.length === 0);
    // a control: without PeerAuthentications some calls must end otherwise
    const open = asked.map((c) => ({ ...c, objects: (c.objects ?? []).filter((o) => o.kind !== 'PeerAuthentication') }));
    const changed = open.flatMap((c) => differencesOf(c, proxies.of(c))).length;
    trial.that('differences with the PeerAuthentications taken away', 'at least 10', `${changed}`, changed >= 10);
  },
}];
