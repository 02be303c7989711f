import { ApiObject, App, Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { CloudRunClient, CertificateAuthority, ControlPlane, EnvoyBootstrap, GoogleProject, MachineProxy, Mesh, type CloudRunClientProps } from '../../src';
import { validateSchema } from '../../src/check/schema';

const template = (scopes: string[]) => new ApiObject(new Chart(new App(), 'vms', { namespace: 'vms' }), 'template', {
  apiVersion: 'compute.cnrm.cloud.google.com/v1beta1',
  kind: 'ComputeInstanceTemplate',
  metadata: { name: 'cart' },
  spec: {
    machineType: 'e2-small', disk: [{ boot: true }], metadata: [{ key: 'mine', value: '1' }, { key: 'enable-osconfig', value: 'false' }], serviceAccount: { scopes, serviceAccountRef: { external: 'a@b.iam.gserviceaccount.com' } },
  },
} as any);

describe('the proxy of a VM', () => {
  const proxy = MachineProxy.create({ mesh: 'shop', projectNumber: '482913370156', servingPorts: [8080], labels: { service: 'cart' }, excludeOutboundPorts: [443], tracing: true });

  test('is configured in the metadata of the instance template, next to existing metadata', () => {
    const object = template(['cloud-platform']);
    proxy.addTo(object);
    const json = object.toJson();
    const metadata = Object.fromEntries(json.spec.metadata.map((m: any) => [m.key, m.value]));
    expect(Object.keys(metadata)).toEqual(['mine', 'enable-guest-attributes', 'enable-osconfig', 'gce-service-proxy', 'gce-software-declaration']);
    expect(metadata['enable-osconfig']).toBe('true');
    expect(JSON.parse(metadata['gce-service-proxy'])).toEqual({
      'api-version': '0.2',
      'proxy-spec': { 'proxy-port': 15001, 'tracing': 'ON', 'mesh': 'shop', 'project-number': '482913370156', 'network': '' },
      'service': { 'serving-ports': [8080] },
      'traffic-interception': { 'intercept-all-outbound': true, 'exclude-outbound-port-ranges': ['443'] },
      'labels': { service: 'cart' },
    });
    const [recipe] = JSON.parse(metadata['gce-software-declaration']).softwareRecipes;
    expect([recipe.name, recipe.desired_state]).toEqual(['install-gce-service-proxy-agent', 'INSTALLED']);
    expect(json.metadata.labels).toEqual({ 'gce-service-proxy': 'on' });
    expect(validateSchema(json)).toEqual([]);
  });

  test('needs a service account that may fetch routes, and exactly one of mesh and scope', () => {
    expect(() => proxy.addTo(template([]))).toThrow(/scope cloud-platform/);
    expect(() => MachineProxy.create({})).toThrow(/one of mesh and scope/);
    for (const range of ['10.0.0.0/99', 'hello', '', '10.0.0.0/8, 1.2.3.4', 'fe80::1%eth0']) {
      expect(() => MachineProxy.create({ mesh: 'shop', excludeOutboundRanges: ['10.0.0.0/8', range] })).toThrow(`MachineProxy.create: excludeOutboundRanges[1] must be an IP address or a CIDR range such as '10.0.0.0/8', got: '${range}'`);
    }
    expect(() => MachineProxy.create({ mesh: 'shop', labels: { 'a b': 'c' } })).toThrow("MachineProxy.create: a key of labels must be a label key (NAME or PREFIX/NAME), got: 'a b'");
    expect(() => MachineProxy.create({ mesh: 'shop', labels: { a: 'c d' } })).toThrow("MachineProxy.create: label 'a' must be a label value");
    for (const file of ['', 'access.log', '/var/log/a\nb']) expect(() => MachineProxy.create({ mesh: 'shop', accessLog: file })).toThrow(`accessLog must be the absolute path of a file, such as '/var/log/envoy/access.log', got: ${JSON.stringify(file)}`);
    expect(MachineProxy.create({ mesh: 'shop', excludeOutboundRanges: ['169.254.169.254', 'fd00::/8'] }).metadata['gce-service-proxy']).toContain('["169.254.169.254","fd00::/8"]');
    expect(() => MachineProxy.create({ mesh: 'a', scope: 'b' })).toThrow(/one of mesh and scope/);
  });
});

describe('the bootstrap of an Envoy proxy', () => {
  const base = { projectNumber: '1', nodeId: 'n' };
  test('contains the mesh and the traffic to intercept', () => {
    const { node } = EnvoyBootstrap.create({ ...base, mesh: 'shop', servingPorts: [80, 81], metadata: { service: 'cart' }, zone: 'z' }).toJson();
    expect(node).toEqual({
      id: 'projects/1/networks/mesh:shop/nodes/n',
      cluster: 'cluster',
      locality: { zone: 'z' },
      metadata: { service: 'cart', TRAFFICDIRECTOR_INTERCEPTION_PORT: '15001', TRAFFICDIRECTOR_INBOUND_INTERCEPTION_PORT: '15006', TRAFFICDIRECTOR_INBOUND_BACKEND_PORTS: '80,81' },
    });
  });
  test('at the edge contains the scope of its gateways, and intercepts nothing', () => {
    expect(EnvoyBootstrap.create({ ...base, scope: 'web-edge' }).toJson().node).toEqual({ id: 'projects/1/networks/scope:web-edge/nodes/n', cluster: 'cluster', metadata: {} });
  });
  test.each([[{ projectNumber: 'shop', nodeId: 'n', mesh: 'a' }, /project number/], [base, /one of mesh and scope/], [{ ...base, mesh: 'a', nodeId: 'a/b' }, /without '\/'/]])('refuses %j', (props, message) => {
    expect(() => EnvoyBootstrap.create(props)).toThrow(message);
  });
});

describe('a client in Cloud Run', () => {
  const props: CloudRunClientProps = {
    service: 'checkout',
    region: 'europe-west1',
    projectNumber: '482913370156',
    mesh: 'projects/shop-prod/locations/global/meshes/shop',
    image: 'checkout:1',
    network: 'default',
    subnetwork: 'default',
    serviceAccount: 'checkout@shop-prod.iam.gserviceaccount.com',
    env: { CART: 'http://cart.shop.mesh.internal' },
  };
  test('sets its mesh, its network access and its service account in Knative format', () => {
    const json: any = load(CloudRunClient.create(props).toText());
    expect(json).toMatchObject({ apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { namespace: '482913370156', labels: { 'cloud.googleapis.com/location': 'europe-west1' } } });
    expect(json.spec.template.metadata.annotations).toEqual({
      'run.googleapis.com/mesh': 'projects/shop-prod/locations/global/meshes/shop',
      'run.googleapis.com/network-interfaces': '[{"network":"default","subnetwork":"default"}]',
      'run.googleapis.com/vpc-access-egress': 'private-ranges-only',
    });
    expect(json.spec.template.spec.containers).toEqual([{ image: 'checkout:1', ports: [{ containerPort: 8080 }], env: [{ name: 'CART', value: 'http://cart.shop.mesh.internal' }] }]);
    expect(CloudRunClient.create(props).command('checkout.yaml')).toBe('gcloud beta run services replace checkout.yaml --region=europe-west1 --project=482913370156');
  });
  test.each([['mesh', 'shop'], ['region', 'europe'], ['projectNumber', 'shop-prod'], ['serviceAccount', 'checkout']])('refuses a malformed %s', (key, value) => {
    expect(() => CloudRunClient.create({ ...props, [key]: value })).toThrow(/Cloud Run service 'checkout'/);
  });
  test('is created through the mesh', () => {
    const controlPlane = ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '482913370156'), zones: ['europe-west1-b'], clientAccounts: [props.serviceAccount], certificateAuthority: CertificateAuthority.elsewhere() });
    const mesh = new Mesh(new App(), 'shop', { controlPlane });
    expect(mesh.meshResource).toBe(props.mesh);
    const granted = mesh.node.findAll().filter((c): c is ApiObject => c instanceof ApiObject && c.kind === 'IAMPolicyMember').map((o) => o.toJson().spec.member);
    expect(granted.slice(0, 2)).toEqual(['group:shop-prod.svc.id.goog:/allAuthenticatedUsers/', `serviceAccount:${props.serviceAccount}`]);
    expect(() => new Mesh(new App(), 'mesh').meshResource).toThrow(/has no Mesh resource in Google Cloud/);
  });
});
