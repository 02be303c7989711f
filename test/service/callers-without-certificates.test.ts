import { Chart } from 'cdk8s';
import {
  CertificateAuthority, CloudRunClient, ControlPlane, EndpointGroup, GatewayExposure, GatewayWorkload, GoogleProject, IngressGateway, Listener, ManagedInstanceGroup, Mesh, MeshApp, MeshService, type MeshServiceProps,
  MutualTls, ServicePort, Source,
} from '../../src';
import { checkWorlds } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';
import { World } from '../../src/world/world';
import { expectWellWorded } from '../check/wording';

const PROJECT = GoogleProject.fromIds('shop-prod', '482913370156');
const ACCOUNT = 'web@shop-prod.iam.gserviceaccount.com';

interface Shop { readonly app: MeshApp; readonly mesh: Mesh; readonly chart: Chart; readonly open: Chart }

/** A namespace where nobody may call undeclared, and one where everybody may. */
function shop(): Shop {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.serviceRouting({ project: PROJECT, zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }) });
  const [chart, open] = ['shop', 'open'].map((namespace) => new Chart(app, namespace, { namespace }));
  mesh.enroll(chart);
  mesh.enroll(open, { denyByDefault: false });
  return { app, mesh, chart, open };
}

const service = (chart: Chart, name: string, props: MeshServiceProps = {}) => new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], image: `${name}:1`, ...props });
const machines = (chart: Chart, id = 'machines') => new ManagedInstanceGroup(chart, id, { location: 'europe-west1', size: 1, ports: { http: 80 }, image: 'projects/debian-cloud/global/images/family/debian-12', serviceAccount: ACCOUNT });
const run = (mesh: Mesh) => CloudRunClient.create({
  service: 'checkout', region: 'europe-west1', projectNumber: PROJECT.number, mesh: mesh.meshResource, image: 'checkout:1', network: 'default', subnetwork: 'default', serviceAccount: ACCOUNT,
});

function refusal(build: (shop: Shop) => void): string {
  const built = shop();
  build(built);
  try {
    built.app.synthYaml();
  } catch (e) {
    return (e as Error).message;
  }
  return 'nothing';
}

/** Each way to call without a certificate, with the start of the message and the ports that are called of 80 and 81. */
const CALLERS: ReadonlyArray<readonly [string, (s: Shop, target: MeshService) => void, string, string]> = [
  ['Cloud Run', ({ mesh }, target) => target.calledBy(run(mesh)), "the call from Cloud Run service 'checkout' to service", '80, 81'],
  ['machines', ({ chart }, target) => machines(chart).calls(target), "the call from instance group 'shop/machines' to service", '80, 81'],
  ['a gateway whose Envoys run elsewhere', ({ chart }, target) => new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).route(target), "the call from gateway 'edge' to service", '80'],
];

describe.each(CALLERS)('%s', (_what, call, message, ports) => {
  test.each([MutualTls.STRICT, MutualTls.PERMISSIVE])('is refused by a service that requires mutual TLS, as it has no certificate (%s)', (mtls) => {
    const said = refusal((s) => {
      call(s, service(s.open, 'web', { mtls, ports: [ServicePort.http(80), ServicePort.http(81)] }));
      service(s.open, 'other', { mtls });
    });
    expect(said).toContain(`${message} 'open/web' on port ${ports} fails`);
    expect(said).toContain(mtls);
    expect(said).not.toContain('open/other');
  });
  test('is unknown if only identities are allowed', () => {
    expect(refusal((s) => call(s, service(s.chart, 'web', { mtls: MutualTls.DISABLE })))).toContain(`${message} 'shop/web' is refused: the service admits callers by identity`);
  });
  test('may call services that accept plaintext and allow addresses, or everybody', () => {
    expect(refusal((s) => {
      const web = service(s.chart, 'web', { mtls: MutualTls.DISABLE });
      web.allow({ from: [Source.ipBlocks('10.0.0.0/8')] });
      call(s, web);
    })).toBe('nothing');
    expect(refusal((s) => call(s, service(s.open, 'web', { mtls: MutualTls.DISABLE })))).toBe('nothing');
  });
  test('may call VMs, and a version that runs on VMs', () => {
    expect(refusal((s) => {
      const web = new MeshService(s.chart, 'web', { ports: [ServicePort.http(80)] });
      web.addEndpointGroups(EndpointGroup.instanceGroup({ name: 'web', location: 'europe-west1', portName: 'http', plainText: true }));
      call(s, web);
    })).toBe('nothing');
  });
});

describe('Envoys of a gateway in GKE', () => {
  const built = shop();
  const web = service(built.chart, 'web');
  const edge = new IngressGateway(built.chart, 'edge', { workload: GatewayWorkload.trafficDirector({ replicas: 3, exposure: GatewayExposure.LOAD_BALANCER }) });
  edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(web);
  edge.addListener(Listener.http({ hosts: ['b.example.com'], port: 8080 })).route(web);
  built.app.synthYaml();
  const all: any[] = built.app.charts.flatMap((c) => c.toJson());
  const find = (kind: string, name: string) => all.find((o) => o.kind === kind && o.metadata.name === name);

  test('get the routes of the gateway by its scope, each with its own name', () => {
    const gateway = find('NetworkServicesGateway', 'shop-edge-80');
    const pod = find('Deployment', 'edge').spec.template;
    expect(pod.spec.containers[0].args).toContain(`projects/482913370156/networks/scope:${gateway.spec.scope}/nodes/$(POD_UID)`);
    expect(JSON.parse(find('ConfigMap', 'edge-bootstrap').data['bootstrap.json']).node.id).toContain(`/networks/scope:${gateway.spec.scope}/`);
    expect(pod.metadata.annotations).toEqual({ 'sidecar.istio.io/inject': 'false', 'security.cloud.google.com/use-workload-certificates': '' });
    expect(find('Deployment', 'edge').spec.replicas).toBe(3);
  });
  test('are allowed by their identity', () => {
    expect(find('Deployment', 'edge').spec.template.spec.serviceAccountName).toBe('edge');
    expect(find('NetworkSecurityAuthorizationPolicy', 'shop-web').spec.rules[0].sources[0].principals).toEqual(['spiffe://shop-prod.svc.id.goog/ns/shop/sa/edge']);
    expect(find('ServiceAccount', 'edge').metadata.namespace).toBe('shop');
  });
  test('have a Service with the ports of the listeners', () => {
    expect(find('Service', 'edge').spec).toMatchObject({ type: 'LoadBalancer', selector: { app: 'edge' }, ports: [{ port: 80 }, { port: 8080 }] });
  });
  test('are only for service routing', () => {
    const app = new MeshApp();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new Mesh(app, 'mesh').enroll(chart);
    expect(() => new IngressGateway(chart, 'edge', { workload: GatewayWorkload.trafficDirector() })).toThrow("can only run ingress gateways on the service-routing plane, and this one is on plane 'istio'");
  });
});

describe('plaintext', () => {
  test('is refused on the called ports if it has declared calls', () => {
    const calling = (options: object, portMtls: { [port: number]: MutualTls }) => refusal((s) => {
      const web = service(s.chart, 'web', { ports: [ServicePort.http(80), ServicePort.http(81)] });
      Object.entries(portMtls).forEach(([port, mode]) => web.portMtls(Number(port), mode));
      service(s.chart, 'client', { ports: [] }).calls(web, options);
    });
    expect(calling({}, { 81: MutualTls.DISABLE })).toContain("service 'shop/web' accepts plaintext on port 81 (mutual TLS is DISABLE), so its callers have no identity, and the declared calls from 'shop/client' are admitted by identity");
    expect(calling({ ports: [80] }, { 81: MutualTls.DISABLE })).toBe('nothing');
  });
  test('matches nobody in an allow rule, and nobody in a deny rule', () => {
    const ruled = (give: (web: MeshService, from: Source[]) => void) => refusal((s) => {
      const client = service(s.open, 'client', { ports: [] });
      give(service(s.open, 'web', { mtls: MutualTls.DISABLE }), [Source.identity(client.identity!)]);
    });
    expect(ruled((web, from) => web.allow({ from }))).toContain('the rule admits nobody by identity');
    expect(ruled((web, from) => web.deny({ from }))).toContain('the rule refuses nobody by identity');
  });
  test('is accepted in a namespace that allows everybody', () => {
    expect(refusal((s) => service(s.chart, 'client', { ports: [] }).calls(service(s.open, 'web', { mtls: MutualTls.DISABLE })))).toBe('nothing');
  });
});

test('is refused for a server-first protocol', () => {
  expect(refusal((s) => service(s.open, 'db', { ports: [ServicePort.mysql(3306)], mtls: MutualTls.DISABLE }))).toContain("service 'open/db' uses MySQL on port 3306");
  expect(refusal((s) => service(s.open, 'db', { ports: [ServicePort.tcp(5432)], mtls: MutualTls.DISABLE }))).toBe('nothing');
});

describe('files of other tools', () => {
  const object = (group: string, kind: string, name: string, spec: any) => ({ apiVersion: `${group}.cnrm.cloud.google.com/v1beta1`, kind, metadata: { name, namespace: 'td' }, spec });
  const found = (code: string, complete: boolean, ...objects: any[]) => {
    const result = checkWorlds([new World(objects.map((o) => ({ object: o, origin: {} })), { complete })], { checks: CHECKS }).filter((f) => f.code === code);
    result.forEach(expectWellWorded);
    return result.map((f) => `${f.severity} ${f.object.name} ${f.pointer}`);
  };
  const policy = (action: string, ...principals: string[]) => object('networksecurity', 'NetworkSecurityAuthorizationPolicy', 'authz', { action, rules: [{ sources: [{ ipBlocks: ['10.0.0.0/8'] }] }, ...principals.length > 0 ? [{ sources: [{ principals }] }] : []] });
  const endpoint = (tls: boolean, ref: object = { name: 'authz' }) => object('networkservices', 'NetworkServicesEndpointPolicy', 'web', { authorizationPolicyRef: ref, ...(tls ? { serverTlsPolicyRef: { name: 'tls' } } : {}) });
  const WEB = 'spiffe://p.svc.id.goog/ns/shop/sa/web';

  test.each<[string, readonly any[], readonly string[]]>([
    ['an endpoint that takes plaintext', [policy('ALLOW', WEB), endpoint(false)], ['error web /spec/authorizationPolicyRef']],
    ['one that denies', [policy('DENY', WEB), endpoint(false)], ['error web /spec/authorizationPolicyRef']],
    ['mutual TLS', [policy('ALLOW', WEB), endpoint(true)], []],
    ['addresses alone', [policy('ALLOW'), endpoint(false)], []],
    ['another policy of the name', [policy('ALLOW', WEB), endpoint(false, { name: 'authz', namespace: 'other' })], []],
  ])('principals of %s', (_what, objects, expected) => expect(found('MESH537', false, ...objects)).toEqual(expected));

  const template = (scope: string) => object('compute', 'ComputeInstanceTemplate', 'edge', { metadata: [{ key: 'gce-service-proxy', value: JSON.stringify({ 'api-version': '0.2', 'proxy-spec': { scope } }) }] });
  const gateway = (name: string, scope: string) => object('networkservices', 'NetworkServicesGateway', name, { scope, ports: [80], type: 'OPEN_MESH' });
  const route = (gateways: string[], ...backends: string[]) => object('networkservices', 'NetworkServicesHTTPRoute', 'r', { gateways: gateways.map((name) => ({ name })), rules: [{ action: { destinations: backends.map((name) => ({ serviceRef: { name } })) } }] });
  const backend = (name: string, secure: boolean) => object('compute', 'ComputeBackendService', name, secure ? { securitySettings: { clientTLSPolicyRef: { name: 'mtls' }, subjectAltNames: [] } } : {});
  const tls = object('networksecurity', 'NetworkSecurityClientTLSPolicy', 'mtls', { clientCertificate: { certificateProviderInstance: { pluginInstance: 'google_cloud_private_spiffe' } } });
  test.each<[string, readonly any[], readonly string[]]>([
    ['of their own gateway', [template('edge'), gateway('g', 'edge'), gateway('h', 'pods'), route(['h', 'g'], 'plain', 'secure')], ['error r /spec/rules/0/action/destinations/1/serviceRef']],
    ['of another gateway', [template('edge'), gateway('g', 'edge'), gateway('h', 'pods'), route(['h'], 'secure')], []],
    ['to plaintext', [template('edge'), gateway('g', 'edge'), route(['g'], 'plain')], []],
    ['of a look-alike scope', [template('edge-2'), gateway('g', 'edge'), route(['g'], 'secure')], []],
  ])('VMs and routes %s', (_what, objects, expected) => expect(found('MESH574', false, tls, backend('secure', true), backend('plain', false), ...objects)).toEqual(expected));

  const pod = (namespace: string, serviceAccountName?: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w', namespace }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [], serviceAccountName } } } });
  test.each<[string, boolean, readonly any[], readonly string[]]>([
    ['nobody', true, [policy('ALLOW', WEB), pod('shop', 'web-2')], ['warning authz /spec/rules/1/sources/0/principals/0']],
    ['nobody that is known', false, [policy('ALLOW', WEB), pod('other', 'web')], ['info authz /spec/rules/1/sources/0/principals/0']],
    ['a pod', true, [policy('ALLOW', WEB), pod('shop', 'web')], []],
    ['pods without an account of their own', true, [policy('ALLOW', 'spiffe://p.svc.id.goog/ns/shop/sa/default'), pod('shop')], []],
    ['all of a namespace', true, [policy('ALLOW', 'spiffe://p.svc.id.goog/ns/shop/*'), pod('other')], []],
  ])('the identity of %s', (_what, complete, objects, expected) => expect(found('MESH575', complete, ...objects)).toEqual(expected));
});
