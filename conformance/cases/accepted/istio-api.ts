import { App, Chart } from 'cdk8s';
import { destinationRules, gateways, proxies, sidecars, virtualServices, workloads } from '../../../test/istio/maximal/networking';
import { authentication, authorization, extensions, telemetry } from '../../../test/istio/maximal/policies';
import { Manifest } from '../../harness/api-client';
import { Case } from '../../harness/case';
import { manifestsOf } from '../../harness/judge';
import { Laid } from '../../harness/laid';

const EXAMPLES = { virtualServices, destinationRules, gateways, sidecars, workloads, proxies, authentication, authorization, telemetry, extensions };

/** One or more objects of every kind, which together use every field. */
export function everyLeaf(): Manifest[] {
  const chart = new Chart(new App(), 'all', { namespace: 'shop' });
  Object.values(EXAMPLES).forEach((example) => example(chart));
  return manifestsOf(chart.node.root as App);
}

/** What is sent and what is stored: an API server drops unknown fields, and adds defaults. */
function dropped(sent: unknown, kept: unknown, path: string): string[] {
  if (Array.isArray(sent)) { return sent.flatMap((s, i) => dropped(s, (kept as unknown[] | undefined)?.[i], `${path}/${i}`)); }
  if (typeof sent === 'object' && sent !== null) {
    return Object.entries(sent).flatMap(([key, s]) => dropped(s, (kept as Record<string, unknown> | undefined)?.[key], `${path}/${key}`));
  }
  return sent === kept ? [] : [path];
}

/** Objects that use all of Istio's API: every leaf of every kind, as counted by the coverage test. */
export const cases: Case[] = [{
  group: 'accepted',
  name: 'Istio\'s API, every leaf of it: taken by the API server and istiod\'s webhook, and kept whole',
  run: async (lab, t) => {
    const objects = everyLeaf();
    const laid = new Laid(lab.api.admin);
    try {
      await laid.apply(objects);
      t.equal('kinds', 15, new Set(objects.map((o) => o.kind)).size);
      t.equal('refused', [], laid.applied.filter((a) => !a.ok).map((a) => `${a.object}: ${a.message}`));
      t.equal('changed by a second application', [], laid.applied.filter((a, i) => a.ok && a.version !== laid.reapplied[i].version).map((a) => a.object));
      const lost: string[] = [];
      for (const o of objects) {
        const kept = (await lab.api.admin.get(o))!;
        lost.push(...dropped(o.spec, kept.spec, `${o.kind}/${o.metadata.name}`));
      }
      t.equal('fields that were not kept', [], lost);
    } finally {
      await laid.clear();
    }
  },
}, {
  group: 'accepted',
  name: 'Istio\'s API, every leaf of it (control)',
  run: async (lab, t) => {
    const broken = everyLeaf().find((o) => o.kind === 'DestinationRule')!;
    broken.spec.subsets = [{ name: '' }]; // the schema lets it pass
    const laid = new Laid(lab.api.admin);
    try {
      await laid.apply([broken]);
      t.that('the mistake', 'refused', laid.applied[0].ok ? 'taken' : 'refused', !laid.applied[0].ok);
    } finally {
      await laid.clear();
    }
  },
}];
