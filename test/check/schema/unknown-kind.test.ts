import { validateSchema } from '../../../src/check/schema';

const said = (apiVersion: string, kind: string) => validateSchema({ apiVersion, kind, metadata: { name: 'a' }, spec: {} }).map((p) => `${p.severity} ${p.code} ${p.pointer} ${p.fix}`);

test.each([
  ['networking.istio.io/v1', 'VirtualServices', "error MESH024 /kind use 'kind: VirtualService'"],
  ['gateway.networking.k8s.io/v1', 'HttpRoute', "error MESH024 /kind use 'kind: HTTPRoute'"],
  ['networking.istio.io/v1', 'AuthorizationPolicy', "error MESH024 /kind use 'apiVersion: security.istio.io/v1'"],
  ['v1', 'Deployment', "error MESH024 /apiVersion use 'apiVersion: apps/v1'"],
  ['networking.k8s.io/v1', 'Gateway', "error MESH024 /apiVersion use 'apiVersion: networking.istio.io/v1' or 'apiVersion: gateway.networking.k8s.io/v1'"],
  ['apps/v1', 'Deploymnet', "error MESH024 /kind use 'kind: Deployment'"],
  ['networking.x-k8s.io/v1alpha1', 'HTTPRoute', 'error MESH025 /apiVersion use gateway.networking.k8s.io/v1'],
  ['rbac.istio.io/v1alpha1', 'ServiceRole', 'error MESH025 /apiVersion use an AuthorizationPolicy of security.istio.io/v1'],
  ['extensions/v1beta1', 'Ingress', 'error MESH025 /apiVersion use networking.k8s.io/v1, whose fields may differ'],
  ['policy/v1beta1', 'PodSecurityPolicy', 'error MESH025 /apiVersion remove it'],
  ['net.gke.io/v1alpha1', 'TDMesh', 'error MESH025 /kind use a Mesh of the Network Services API, or an HTTPRoute of a managed mesh'],
])('%s %s is reported', (apiVersion, kind, wanted) => {
  expect(said(apiVersion, kind)).toEqual([wanted]);
});

test.each([
  ['v1', 'Node'], ['storage.k8s.io/v1', 'CSIDriver'], ['cert-manager.io/v1', 'Certificat'], ['extensions/v1beta1', 'Foo'], ['networking.istio.io/v1', 'VirtualServiceList'], ['networking.gke.io/v1', 'SomethingNew'],
  ['admissionregistration.k8s.io/v1beta1', 'ValidatingAdmissionPolicy'], ['install.istio.io/v1alpha1', 'IstioOperator'],
])('%s %s may exist', (apiVersion, kind) => {
  expect(said(apiVersion, kind)).toEqual([]);
});
