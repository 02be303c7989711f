import { IngressGateway, Listener } from 'cdk8s-mesh';
import { clustersOf, folders, taken } from './fleet';
import { findExamples } from '../../../examples/find';
import { onlineBoutique } from '../../../examples/online-boutique/main';
import { planes } from '../../../examples/online-boutique/planes';
import { placeOf } from '../../../src/synth/place';
import { Manifest } from '../../harness/api-client';
import { Case, find, manifestsOf, modelCases } from '../../harness/case';
import { shop } from '../../harness/shop';
import { STAND_INS } from '../../harness/stand-ins';
import { workloadsOf } from '../../harness/workloads';

/** Examples that other cases cover more thoroughly, and the one with its own Istio: such installations are covered by ../installed. */
const ELSEWHERE: readonly string[] = ['fleet', 'multicluster', 'polyglot']; // ./fleet.ts, ../installed/multicluster.ts, ../installed/charts.ts

const here = findExamples().filter(({ name }) => !ELSEWHERE.includes(name));
/** One cluster with Istio: each workload gets an Envoy, which must accept its part of the configuration. */
const oneCluster = here.filter(({ build }) => build().charts.every((c) => !placeOf(c)));
/** A fleet: a folder for each API server. */
const inFleet = here.filter((e) => !oneCluster.includes(e));

/** Examples for Google's control plane, or for proxies that are not sidecars: each object must be accepted by its API server. */
const folderCases: Case[] = [
  ...inFleet.map(({ name, build }) => ({ name, build: () => build() })),
  { name: 'online-boutique, managed', build: () => onlineBoutique(planes.managed()) },
  { name: 'online-boutique, ambient', build: () => onlineBoutique(planes.ambient()) },
].map(({ name, build }) => ({
  group: 'accepted',
  name: `example ${name}: taken by the API servers of its clusters`,
  run: async (lab, t) => {
    const clusters = await clustersOf(lab);
    const app = build();
    const all = app.charts.every((c) => !placeOf(c)) ? [[name, { role: 'member' as const, objects: manifestsOf(app) as Manifest[] }] as const] : [...folders(app)];
    for (const [folder, { role, objects }] of all) {
      // kinds of projects that are missing in the lab are left out: a stand-in would prove nothing
      await taken(t, clusters[role], folder, objects.filter((o) => !STAND_INS.some((d) => d.spec.names.kind === o.kind)));
    }
  },
}));

export const cases = [
  ...folderCases,
  ...oneCluster.flatMap(({ name, build }) => modelCases('accepted', {
    name: `example ${name}: taken by the API server, served to every workload's Envoy`,
    app: () => ({ app: build(), about: undefined }),
    stage: async () => ({ callers: workloadsOf(manifestsOf(build())).map((w) => w.name), before: STAND_INS }),
    expect: async (t, stage) => {
      const workloads = workloadsOf(stage.objects).filter((w) => !w.labels['inject.istio.io/templates']);
      t.equal('workloads with an Envoy', workloads.reduce((n, w) => n + Math.max(1, w.replicas), 0), stage.proxies.size);
      t.equal('gateways', true, stage.gateways.length > 0);
      const unjudged = [...new Set(stage.objects.map((o) => o.kind).filter((k) => STAND_INS.some((d) => d.spec.names.kind === k)))];
      t.that('kinds taken without a schema', 'said here', unjudged.join(', ') || 'none', true);
      t.equal('objects refused', 0, stage.applied.filter((a) => !a.ok).length);
    },
    mistake: (objects) => { objects.find((o) => o.kind === 'VirtualService')!.spec.htttp = []; },
  })),
  ...shop({
    group: 'accepted',
    name: 'istiod\'s own webhook judges, and fails closed',
    model: ({ api, v1, v3 }) => api.split(v1.weight(90), v3.weight(10)),
    expect: async (t, _, stage) => t.equal('objects refused', [], stage.applied.filter((a) => !a.ok).map((a) => a.object)),
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.subsets.push({ name: '' }); }, // the schema lets it pass
  }),
  ...shop({
    group: 'accepted',
    name: 'Envoy takes every listener, cluster and route',
    model: () => undefined,
    expect: async (t, _, stage) => t.equal('refused', {}, await stage.rejected()),
    mistake: (objects) => {
      objects.push({
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'EnvoyFilter',
        metadata: { name: 'broken', namespace: 'shop' },
        spec: { configPatches: [{ applyTo: 'CLUSTER', match: { context: 'SIDECAR_OUTBOUND' }, patch: { operation: 'MERGE', value: { lb_policy: 'CLUSTER_PROVIDED' } } }] },
      });
    },
  }),
  ...shop({
    group: 'accepted',
    name: 'istiod sees no conflict',
    model: ({ chart, api, v1 }) => {
      api.split(v1.weight(1));
      new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['shop.example.com'] })).route(api);
    },
    expect: async (t, _, stage) => t.equal('complaints', {}, await stage.complaints()),
    mistake: (objects) => {
      const edge = find(objects, 'Gateway', 'edge');
      objects.push({
        ...edge,
        metadata: { ...edge.metadata, name: 'other' },
        spec: { selector: edge.spec.selector, servers: [{ hosts: ['*'], port: { number: 80, name: 'tcp', protocol: 'TCP' } }] },
      });
    },
  }),
];
