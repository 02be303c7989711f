import * as fc from 'fast-check';
import { clustersOf, taken } from './fleet';
import { onlineBoutique, type OnlineBoutiqueProps } from '../../../examples/online-boutique/main';
import { planes } from '../../../examples/online-boutique/planes';
import { edges, render } from '../../../test/property/edges';
import { ApiClient, Manifest } from '../../harness/api-client';
import { Case, manifestsOf } from '../../harness/case';
import { Trial } from '../../harness/trial';

const SEED = 20261130;
/** Randomly generated apps, each with up to two namespaces, six services, three gateways and an external service. */
const DRAWN = 40;

/** The same shop with NetworkPolicies that isolate its pods. */
function guarded(props: OnlineBoutiqueProps = {}): Manifest[] {
  const objects = manifestsOf(onlineBoutique({ ...props, mesh: { ...props.mesh, networkPolicies: true } })) as Manifest[];
  return objects.filter((o) => o.kind === 'NetworkPolicy' || o.kind === 'Namespace');
}

const drawn = (): Manifest[] => fc.sample(edges, { numRuns: DRAWN, seed: SEED }).flatMap((e) => render(e)).filter((o) => o.kind === 'NetworkPolicy');

/** The policies that the API server rejects. */
async function refused(api: ApiClient, policies: readonly Manifest[]): Promise<string[]> {
  await api.applyAll([...new Set(policies.map((o) => o.metadata.namespace!))].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  const answers = [];
  for (const policy of policies) { answers.push(await api.tryOut(policy)); }
  return answers.filter((a) => !a.ok || a.warnings.length > 0).map((a) => `${a.object}: ${a.message || a.warnings.join(', ')}`);
}

async function takesAll(t: Trial, api: ApiClient): Promise<void> {
  const policies = drawn();
  t.that('policies of drawn apps', 'more than 200', String(policies.length), policies.length > 200);
  t.equal('refused of them', [], await refused(api, policies));
}

export const cases: Case[] = [{
  group: 'accepted',
  name: 'NetworkPolicies of drawn apps and of example online-boutique, with sidecars, Gateway API and in ambient mode',
  run: async (lab, t) => {
    const { member } = await clustersOf(lab);
    for (const [name, props] of [['sidecars', {}], ['Gateway API', planes['gateway-api']()], ['ambient', planes.ambient()]] as const) {
      await taken(t, member, `online-boutique, ${name}`, guarded(props));
    }
    await takesAll(t, member);
  },
}, {
  group: 'accepted',
  name: 'NetworkPolicies of drawn apps (control)',
  run: async (lab, t) => {
    const { member } = await clustersOf(lab);
    const broken = drawn().slice(0, 40).map((o): Manifest => ({ ...o, spec: { ...o.spec, ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 0 }] }] } }));
    t.equal('taken of those with a mistake', 0, broken.length - (await refused(member, broken)).length);
  },
}];
