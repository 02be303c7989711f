import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { ControlPlane, Fleet, type FleetCluster, GoogleProject, install, ManagedImplementation, Mesh, MeshService, ServiceExport, ServiceImport, ServicePort, Traffic } from '../../src';
import type { MeshCluster } from '../../src/install';
import { letsIn } from '../policies';

/** Estates of two clusters, on one network or two, in a fleet or self-managed: services run in one cluster or both, and are called by their own host or by
 * the multi-cluster host. Each estate is randomly generated, rendered, and checked in each cluster against its declarations.
 */

/** Similar names, on purpose: `a-b` + `c` and `a` + `b-c`. */
const NAMES = ['api', 'api-shop', 'a', 'a-b', 'b-c', 'c'];
const CLUSTERS = ['east', 'west'] as const;

export const clusters = fc.record({
  plane: fc.constantFrom('istio' as const, 'traffic-director' as const, 'managed istiod' as const),
  networks: fc.constantFrom(['one', 'one'] as const, ['one', 'two'] as const),
  namespaces: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 2 }),
  services: fc.uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), exported: fc.boolean(), split: fc.boolean() }), { minLength: 1, maxLength: 3, selector: (s) => s.name }),
  /** Whether the last service runs in the first cluster alone. */
  alone: fc.boolean(),
  weight: fc.integer({ min: 1, max: 99 }),
  /** Which services the caller of each cluster calls. */
  calls: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
});
export type Clusters = typeof clusters extends fc.Arbitrary<infer T> ? T : never;

interface Place { readonly cluster: number; readonly namespace: string; readonly name: string; readonly exported: boolean; readonly split: boolean; readonly called: boolean }

/** The services that run in a cluster, and whether its caller calls them. */
export function placesOf(c: Clusters, cluster: number): readonly Place[] {
  const running = c.services.filter((_, i) => !(c.alone && cluster === 1 && i === c.services.length - 1));
  const all = c.namespaces.flatMap((namespace) => running.map((s) => ({ ...s, namespace, cluster, exported: s.exported && c.plane !== 'istio' })));
  // what is served in both clusters is open to the same callers in both
  return all.map((s) => ({ ...s, called: c.calls[(c.namespaces.indexOf(s.namespace) * 3 + c.services.findIndex((o) => o.name === s.name)) % 6] }));
}

/** The services that a cluster does not run, and imports from the other. */
function importsOf(c: Clusters, cluster: number): readonly Place[] {
  const here = placesOf(c, cluster);
  return placesOf(c, 1 - cluster).filter((s) => s.exported && !here.some((h) => h.name === s.name && h.namespace === s.namespace));
}

const pods = { image: 'a:1', runAsUser: 1000 };

function fill(cluster: MeshCluster | FleetCluster, controlPlane: ControlPlane, c: Clusters, index: number): void {
  const mesh = new Mesh(cluster, 'mesh', { controlPlane });
  const charts = new Map([...c.namespaces, 'callers'].map((namespace) => {
    const chart = new Chart(cluster, namespace, { namespace });
    mesh.enroll(chart);
    return [namespace, chart];
  }));
  const caller = new MeshService(charts.get('callers')!, 'caller', { ports: [ServicePort.http(80)], ...pods });
  for (const place of placesOf(c, index)) {
    const chart = charts.get(place.namespace)!;
    const service = new MeshService(chart, place.name, { ports: [ServicePort.http(80, { targetPort: 8080 })] });
    const [v1, v2] = ['v1', 'v2'].map((v) => service.addVersion(v, pods));
    if (place.split) service.split(v1.weight(c.weight), v2.weight(100 - c.weight));
    const target = place.exported ? new ServiceExport(chart, `${place.name}.export`, { service }) : service;
    if (place.called) caller.calls(target);
  }
  for (const { namespace, name, called } of importsOf(c, index)) {
    const chart = charts.get(namespace)!;
    const service = MeshService.fromAttributes(chart, name, { serviceName: name, namespace, ports: [ServicePort.http(80)] });
    const imported = new ServiceImport(chart, `${name}.import`, { service });
    if (called) caller.calls(imported);
  }
}

/** The objects of each cluster. Without the checks, which have tests of their own and would take most of the time. */
export function render(c: Clusters): readonly (readonly any[])[] {
  const app = new App();
  const made: ReadonlyArray<MeshCluster | FleetCluster> = c.plane === 'istio' ? ownClusters(app, c) : fleetClusters(app, c);
  return made.map((cluster) => cluster.node.findAll().filter((o): o is ApiObject => ApiObject.isApiObject(o))
    .filter((o) => !o.node.scopes.some((s) => s instanceof install.IstioInstall)).map((o) => o.toJson()));
}

function ownClusters(app: App, c: Clusters): readonly MeshCluster[] {
  const all = new install.MultiCluster(app, 'clusters', { meshId: 'estate' });
  return CLUSTERS.map((name, i) => {
    const cluster = all.addPrimary(name, { network: c.networks[i], credentials: install.RemoteCredentials.externalSecret({ store: 'vault', key: name, property: 'kubeconfig' }) });
    fill(cluster, ControlPlane.inCluster(cluster.istio), c, i);
    return cluster;
  });
}

function fleetClusters(app: App, c: Clusters): readonly FleetCluster[] {
  const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') });
  return CLUSTERS.map((name, i) => {
    const cluster = fleet.addGkeCluster(name, { location: ['europe-west1', 'us-east1'][i], network: c.networks[i] });
    const expect = c.plane === 'managed istiod' ? ManagedImplementation.ISTIOD : ManagedImplementation.TRAFFIC_DIRECTOR;
    fill(cluster, ControlPlane.managed({ expect, endpointDiscovery: c.plane === 'managed istiod' ? true : undefined }), c, i);
    return cluster;
  });
}

/** Everything that differs from the declarations, one sentence each. */
export function faults(c: Clusters, rendered: readonly (readonly any[])[]): string[] {
  return rendered.flatMap((objects, cluster) => {
    const ids = objects.map((o) => `${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`);
    const traffic = Traffic.ofManifests([...objects]);
    const found = [...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id} is written twice`), ...placesOf(c, cluster).flatMap((s) => wayFaults(c, s, traffic, objects)),
      ...importsOf(c, cluster).flatMap((s) => importFaults(s, objects))];
    return found.map((text) => `in ${CLUSTERS[cluster]}, ${text}`);
  });
}

function wayFaults(c: Clusters, s: Place, traffic: Traffic, objects: readonly any[]): string[] {
  const own = `${s.name}.${s.namespace}.svc.cluster.local`;
  const declared = s.split ? [['v1', c.weight], ['v2', 100 - c.weight]] : [['', 100]];
  const hosts = s.exported ? [own, `${s.name}.${s.namespace}.svc.clusterset.local`] : [own];
  const ways = hosts.flatMap((host) => {
    const { outcomes } = traffic.ask({ from: 'callers/caller', url: `http://${host}/x` });
    const reached = outcomes.every((o) => o.kind === 'routed' && o.host === own);
    const shares = outcomes.map((o) => [o.subset ?? '', Math.round(o.share * 100)]);
    const right = s.called ? reached && JSON.stringify(shares) === JSON.stringify(declared) : !reached;
    return right ? [] : [`${s.called ? 'the' : 'no'} call of ${host} ends as ${outcomes.map((o) => `${o.kind} ${o.host}`).join(' and ')}, shared as ${JSON.stringify(shares)}`];
  });
  const trustDomain = c.plane === 'istio' ? 'cluster.local' : 'shop-fleet.svc.id.goog';
  const allowed = letsIn(objects, { port: 8080, host: own, principal: `${trustDomain}/ns/callers/sa/caller`, labels: { app: s.name, version: 'v1' }, namespace: s.namespace });
  return allowed === s.called ? ways : [...ways, `the policy of ${own} ${allowed ? 'lets' : 'does not let'} the caller in`];
}

/** An imported service runs elsewhere, where `Traffic` does not follow: its host in all clusters is in reach of callers that declare the call, and none of its hosts is in reach of others. */
function importFaults({ name, namespace, called }: Place, objects: readonly any[]): string[] {
  const { egress } = objects.find((o) => o.kind === 'Sidecar' && o.metadata.namespace === 'callers' && o.metadata.name === 'caller').spec;
  const hosts: string[] = egress.flatMap((e: any) => e.hosts).map((h: string) => h.slice(h.indexOf('/') + 1));
  const reached = ['clusterset.local', 'cluster.local'].filter((domain) => hosts.includes(`${name}.${namespace}.svc.${domain}`));
  const right = called ? reached.includes('clusterset.local') : reached.length === 0;
  return right ? [] : [`the imported ${namespace}/${name}, which is ${called ? '' : 'not '}called, is in reach by ${JSON.stringify(reached)}`];
}
