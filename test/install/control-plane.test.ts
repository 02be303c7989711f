import { App, Chart, Testing } from 'cdk8s';
import * as mesh from '../../src';

function charts(controlPlane: mesh.ControlPlane, props: mesh.MeshProps = {}): [mesh.Mesh, Record<string, any[]>] {
  const shop = new mesh.Mesh(new App(), 'mesh', { ...props, controlPlane });
  const inside = shop.node.findAll().filter((node) => Chart.isChart(node) && node !== shop) as Chart[];
  return [shop, Object.fromEntries(inside.map((chart) => [chart.node.id, Testing.synth(chart)]))];
}

test('the control plane is installed under the mesh, with its trust domain and cluster domain', () => {
  const [, made] = charts(mesh.ControlPlane.inCluster(), { trustDomain: 'shop.example', clusterDomain: 'c.local' });
  expect(Object.keys(made)).toEqual(['base', 'control-plane']);
  expect(made['control-plane'].find((object) => object.metadata.name === 'istio').data.mesh).toContain('trustDomain: shop.example');
  const istiod = made['control-plane'].find((object) => object.kind === 'Deployment').spec.template.spec.containers[0];
  expect(istiod.args.slice(3, 5)).toEqual(['--domain', 'c.local']);
});

test('namespaces are enrolled by the tag, which points to the revision', () => {
  const [shop, made] = charts(mesh.ControlPlane.inCluster({ revision: 'a', tag: 'prod', namespace: 'cp' }));
  expect([shop.controlPlane.revision, shop.controlPlane.namespace]).toEqual(['prod', 'cp']);
  expect(made.tag.map((object) => object.metadata.name)).toEqual(['istiod-revision-tag-prod', 'istio-revision-tag-prod-cp']);
});

test('a tag without a revision is refused', () => {
  expect(() => mesh.ControlPlane.inCluster({ tag: 'prod' })).toThrow("ControlPlane.inCluster: tag 'prod' must point to a named revision; set revision too");
});

test('an existing control plane is not installed', () => {
  expect(charts(mesh.ControlPlane.existing())[1]).toEqual({});
});
