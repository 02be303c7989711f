import { crdManifests } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';
import { renderChart } from '../../../src/install/chart/chart';
import type { Values } from '../../../src/install/values/kinds';
import type { Manifest } from '../../harness/api-client';
import type { Case } from '../../harness/case';
import { Cluster } from '../../harness/cluster/cluster';
import { LAB_ENV } from '../../harness/cluster/installing';
import { IstiodPod } from '../../harness/cluster/istiod-pod';
import { Injector, injectorOf, type Install, official, ours } from '../../harness/official';
import { until } from '../../harness/processes';

const NAMESPACE = 'edges';
/** Values that change the gateways that istiod deploys. */
const SETS: readonly (readonly [name: string, values: Values])[] = [
  ['the defaults', {}],
  ['resources and places of waypoints, pull secrets, JSON logs', {
    global: {
      imagePullSecrets: ['registry'],
      imagePullPolicy: 'Always',
      logAsJson: true,
      proxy: { resources: { requests: { cpu: '11m' }, limits: { memory: '999Mi' } }, logLevel: 'debug', componentLogLevel: 'rbac:debug' },
      waypoint: {
        resources: { requests: { cpu: '7m', memory: '77Mi' }, limits: null },
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'edge', operator: 'Exists' }] }] } } },
        tolerations: [{ key: 'edge', operator: 'Exists' }],
        nodeSelector: { edge: 'true' },
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { a: 'b' } } }],
      },
    },
  }],
  ['names of mesh, cluster and network, an authority, security contexts', {
    global: { meshID: 'm', network: 'net-1', multiCluster: { clusterName: 'c-1' }, caAddress: 'ca.example:15012', mountMtlsCerts: true, sts: { servicePort: 15463 } },
    gateways: { seccompProfile: { type: 'RuntimeDefault' }, securityContext: { runAsUser: 77 } },
    meshConfig: { defaultConfig: { proxyMetadata: { A_SETTING: 'x' }, terminationDrainDuration: '9s' } },
  }],
];
/** The overlays of a class of gateways, as strategic merges onto the template's output. */
const PARAMETERS: Record<string, string> = {
  deployment: 'spec: {template: {spec: {priorityClassName: high, containers: [{name: istio-proxy, env: [{name: EXTRA, value: "1"}]}]}}}',
  service: 'spec: {internalTrafficPolicy: Local}',
  serviceAccount: 'metadata: {annotations: {iam: role}}',
  horizontalPodAutoscaler: 'spec: {minReplicas: 2, maxReplicas: 4}',
  podDisruptionBudget: 'spec: {minAvailable: 1}',
};

interface Edge { readonly metadata?: object; readonly class?: string; readonly port?: number; readonly listener?: object; readonly infrastructure?: object }
const EDGES: Readonly<Record<string, Edge>> = {
  'plain': {},
  'told': {
    metadata: { labels: { 'team': 'a', 'topology.istio.io/network': 'net-2' }, annotations: { 'networking.istio.io/service-type': 'ClusterIP', 'proxy.istio.io/config': 'concurrency: 3', 'own': 'x' } },
    infrastructure: { labels: { tier: 'edge' }, annotations: { owner: 'b' } },
    port: 8443,
  },
  'overlaid': { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'parameters' } } },
  'waypoint': { class: 'istio-waypoint' },
  'waypoint-told': { class: 'istio-waypoint', metadata: { labels: { 'istio.io/waypoint-for': 'all' } }, infrastructure: { labels: { tier: 'way' }, annotations: { 'sidecar.istio.io/logLevel': 'debug' } } },
  'waypoint-overlaid': { class: 'istio-waypoint', infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'parameters' } } },
  'east-west': { class: 'istio-east-west', metadata: { labels: { 'topology.istio.io/network': 'net-3' } } },
};
const KINDS = [['v1', 'ServiceAccount'], ['v1', 'Service'], ['apps/v1', 'Deployment'], ['autoscaling/v2', 'HorizontalPodAutoscaler'], ['policy/v1', 'PodDisruptionBudget']] as const;

export const cases: Case[] = [{
  group: 'installed',
  name: 'gateways and waypoints that istiod deploys by our templates are those of the official ones',
  run: async (lab, t) => {
    const cluster = await Cluster.start(lab);
    try {
      const istiod = await control(cluster);
      for (const [i, [name, values]] of SETS.entries()) {
        const install = installOf(i, values);
        await cluster.api.applyAll(ours(install).filter((o) => o.kind === 'ConfigMap' && o.metadata.name === 'istio'));
        await until('the configuration of the mesh', istiod.server, 60, async () => (await (await fetch(`http://${istiod.pod.status.podIP}:8080/debug/mesh`)).text()).includes(`"SET":"${i}"`));
        const as = (who: string): Install => ({ ...install, values: { ...install.values, global: { ...install.values.global, hub: 'hub', tag: who } } });
        const theirs = await deployed(cluster, istiod, 'theirs', injectorOf(await official(lab.parts, lab.scratch(), as('theirs'))));
        const own = await deployed(cluster, istiod, 'own', injectorOf(ours(as('own'))));
        t.equal(`${name}: what is made`, Object.keys(theirs).sort(), Object.keys(own).sort());
        const unlike = differences(theirs, own);
        t.that(`${name}: ${Object.keys(theirs).length} objects`, 'the same bytes', unlike.length === 0 ? 'the same bytes' : unlike.join(' | '), unlike.length === 0);
        if (i > 0) { continue; }
        const { config, ...rest } = injectorOf(ours(as('wrong')));
        const wrong = differences(theirs, await deployed(cluster, istiod, 'wrong', { ...rest, config: config.replaceAll('ISTIO_META_WORKLOAD_NAME', 'ISTIO_META_NAME') }));
        t.equal('objects that differ with a mistake in the templates (control)', Object.keys(EDGES).length, wrong.length);
      }
    } finally {
      await cluster.stop();
    }
  },
}];

/** An istiod that deploys Gateways and waypoints. */
async function control(cluster: Cluster): Promise<IstiodPod> {
  const named = (kind: string, of: string): Manifest => ({ apiVersion: 'v1', kind, metadata: { name: of } } as Manifest);
  const base = renderChart('base', {}, { name: 'istio-base', namespace: 'istio-system', upgrade: false }) as Manifest[];
  await cluster.api.applyAll([named('Namespace', 'istio-system'), named('Namespace', NAMESPACE), ...crdManifests(CrdSet.GATEWAY_API) as Manifest[], ...base, ...ours(installOf(0, {}))]);
  await cluster.api.applyAll([{ ...named('ConfigMap', 'parameters'), metadata: { name: 'parameters', namespace: NAMESPACE }, data: PARAMETERS } as Manifest]);
  const istiod = await IstiodPod.start(cluster, 'istio-system', 'istiod');
  await istiod.ready();
  return istiod;
}

/** The installation of a set; its mesh settings tell which set it is. */
function installOf(i: number, values: Values): Install {
  const { defaultConfig, ...mesh } = values.meshConfig ?? {};
  const meshConfig = { ...mesh, defaultConfig: { ...defaultConfig, proxyMetadata: { ...defaultConfig?.proxyMetadata, SET: String(i) } } };
  return {
    chart: 'istiod',
    release: 'istio',
    namespace: 'istio-system',
    upgrade: false,
    values: { ...values, profile: 'ambient', env: { ...LAB_ENV, AMBIENT_ENABLE_MULTI_NETWORK: 'true' }, telemetry: { enabled: false }, meshConfig },
  };
}

/** The gateways that istiod generates with an injector, whose image tags identify it. */
async function deployed(cluster: Cluster, istiod: IstiodPod, who: string, { config, values }: Injector): Promise<Record<string, string>> {
  const gateways = Object.entries(EDGES).map(([of, edge]) => gateway(of, edge));
  await cluster.api.applyAll([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio-sidecar-injector', namespace: 'istio-system' }, data: { config, values } } as Manifest, ...gateways]);
  await until(`gateways by the templates ${who}`, istiod.server, 40, async () => {
    const images = (await objects(cluster)).filter((o) => o.kind === 'Deployment').map((o) => o.spec.template.spec.containers[0].image as string);
    return images.length === gateways.length && images.every((image) => image.includes(`:${who}`));
  });
  await until('all that belongs to them', istiod.server, 60, async () => (await objects(cluster)).length >= 3 * gateways.length + 4);
  const all = await objects(cluster);
  for (const o of [...gateways, ...all]) { await cluster.api.delete(o); }
  return Object.fromEntries(all.map((o) => [`${o.kind} ${o.metadata.name}`, text(o).replaceAll(`:${who}`, ':tag')]));
}

function differences(theirs: Record<string, string>, own: Record<string, string>): string[] {
  return Object.keys(theirs).filter((key) => theirs[key] !== own[key]).map((key) => `${key}: ${difference(theirs[key], own[key] ?? '')}`);
}

function gateway(name: string, edge: Edge): Manifest {
  const listener = edge.class === undefined ? { name: 'http', port: edge.port ?? 80, protocol: 'HTTP' } : { name: 'mesh', port: 15008, protocol: 'HBONE', ...edge.class === 'istio-east-west' && { tls: { mode: 'Terminate', options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' } } } };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: NAMESPACE, ...edge.metadata },
    spec: { gatewayClassName: edge.class ?? 'istio', listeners: [listener], infrastructure: edge.infrastructure },
  } as Manifest;
}

/** The objects that istiod has generated for the gateways. */
async function objects(cluster: Cluster): Promise<Manifest[]> {
  const found = await Promise.all(KINDS.map(async ([apiVersion, kind]) => {
    const path = `${apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`}/namespaces/${NAMESPACE}/${kind === 'PodDisruptionBudget' ? 'poddisruptionbudget' : kind.toLowerCase()}s`;
    const { items } = (await cluster.api.call('GET', `${path}?labelSelector=gateway.networking.k8s.io/gateway-name`)).body;
    return (items as Manifest[]).map((item) => ({ ...item, apiVersion, kind }));
  }));
  return found.flat();
}

/** An object without fields that only the API server sets. */
function text(object: any): string {
  const { uid, resourceVersion, creationTimestamp, generation, managedFields, ownerReferences, ...metadata } = object.metadata;
  const { clusterIP, clusterIPs, healthCheckNodePort, ...spec } = object.spec ?? {};
  for (const port of spec.ports ?? []) { delete port.nodePort; }
  const owners = (ownerReferences ?? []).map(({ uid: _, ...owner }: any) => owner);
  return JSON.stringify({ kind: object.kind, metadata: { ...metadata, owners }, spec }, undefined, 1);
}

function difference(theirs: string, own: string): string {
  const [a, b] = [theirs.split('\n'), own.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  return `line ${at + 1}: ${a[at]?.trim()} became ${b[at]?.trim()}`;
}
