import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Chart } from 'cdk8s';
import { synth } from './fixture';
import { CloudResource, ControlPlane, Fleet, FleetFeature, GoogleProject, HttpMethod, Mesh, MeshApp, MeshService, type MeshProps, ServiceExport, ServicePort } from '../../src';

const PROJECT = GoogleProject.fromIds('shop-fleet', '482913370156');
const MANAGED: MeshProps = { controlPlane: ControlPlane.managed() };
const CLUSTERS = { eu: 'europe-west1', us: 'us-central1' };

const anApp = () => new MeshApp({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'fleet-')) });
const idsOf = (files: Record<string, any[]>) => Object.entries(files).flatMap(([folder, all]) => all.map((o) => `${folder} ${o.apiVersion.split('/')[0]}/${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`));

function platform() {
  const app = anApp();
  const fleet = new Fleet(app, 'fleet', { project: PROJECT });
  for (const [name, location] of Object.entries(CLUSTERS)) {
    new Mesh(fleet.addGkeCluster(name, { location }), 'mesh', MANAGED);
  }
  fleet.enable(FleetFeature.MULTI_CLUSTER_SERVICES);
  return app;
}

function team(namespace: string, props: MeshProps = MANAGED) {
  const app = anApp();
  const fleet = Fleet.fromAttributes(app, 'fleet', { project: PROJECT });
  const services = Object.entries(CLUSTERS).map(([name, location]) => {
    const cluster = fleet.addGkeCluster(name, { location });
    const mesh = Mesh.fromAttributes(cluster, 'mesh', props);
    const chart = new Chart(cluster, namespace, { namespace });
    mesh.enroll(chart);
    const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' });
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
    web.calls(new ServiceExport(chart, 'export', { service: cart }), { methods: [HttpMethod.GET] });
    return cart;
  });
  return { app, fleet, services };
}

test('a team joins the clusters of a fleet that another app owns, and each object has one owner', () => {
  const outputs = [platform(), team('shop').app, team('desk').app].map((app) => idsOf(synth(app)));
  const all = outputs.flat();
  expect(all.filter((id, i) => all.indexOf(id) !== i)).toEqual([]);
  expect(outputs[0].filter((id) => /GKEHub/.test(id)).length).toBeGreaterThan(5);
  expect(outputs[1].filter((id) => /GKEHub|IAM|serviceusage|istio-system|ControlPlaneRevision/.test(id))).toEqual([]);
  expect(new Set(outputs[1].map((id) => id.split(' ')[0]))).toEqual(new Set(['eu', 'us']));
  expect(outputs[1]).toEqual(expect.arrayContaining(['eu security.istio.io/AuthorizationPolicy shop/cart-allow', 'us networking.istio.io/Sidecar shop/web']));
});

test('identities have the owner\'s trust domain', () => {
  const { fleet, app } = team('shop');
  expect(fleet.trustDomain).toBe('shop-fleet.svc.id.goog');
  const allow = synth(app).eu.find((o) => o.kind === 'AuthorizationPolicy' && o.metadata.name === 'cart-allow');
  expect(allow.spec.rules[0].from[0].source.principals).toEqual(['shop-fleet.svc.id.goog/ns/shop/sa/web']);
});

test('a role that a team grants to its workload is written to the management cluster of the team\'s app', () => {
  const { app, services } = team('shop');
  services.forEach((s) => s.identity!.grant('roles/storage.objectViewer', CloudResource.project('vault')));
  expect(synth(app).management.map((o) => [o.kind, o.metadata.namespace])).toEqual([['IAMPolicyMember', 'fleet-admin']]);
});

test.each<[string, (f: Fleet) => unknown, RegExp]>([
  ['scopes', (f) => f.addScope('team'), /fleet 'fleet' belongs to another app, and only that app configures its scopes; configure it there/],
  ['logging', (f) => f.observe({}), /only that app configures where logs go/],
])('%s are refused outside the owner\'s app', (_name, say, message) => {
  expect(() => say(team('shop').fleet)).toThrow(message);
});
