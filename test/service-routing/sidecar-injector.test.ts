import { Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { CertificateAuthority, ControlPlane, Fleet, GoogleProject, Mesh, MeshApp, MeshService, ServicePort, ServiceRoutingInjector, type ServiceRoutingInjectorProps } from '../../src';
import { start } from '../../src/injection/engine/evaluate';
import { renderText } from '../../src/injection/engine/text';
import { aMesh } from '../fixture';

const CA = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n').toString('base64');
const PROJECT = GoogleProject.of('shop-prod', '482913370156');

/** A mesh with an injector, two services with sidecars and a proxyless one. */
function injected(props: ServiceRoutingInjectorProps, interceptionPort?: number) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { controlPlane: ControlPlane.serviceRouting({ project: PROJECT, zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere(), interceptionPort }) });
  const chart = new Chart(app, 'web', { namespace: 'web' });
  mesh.enroll(chart);
  const injector = new ServiceRoutingInjector(mesh, 'injector', props);
  new MeshService(chart, 'cart', { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.grpc(90, { targetPort: 9090 })], image: 'cart:1' });
  new MeshService(chart, 'prices', { ports: [ServicePort.grpc(50051)], image: 'prices:1', proxyless: true });
  return { app, injector, objects: app.charts.flatMap((c) => c.toJson()) as any[] };
}
const one = (objects: readonly any[], kind: string, name: string) => {
  const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
  expect(found).toHaveLength(1);
  return found[0];
};

/** What the injector adds to a pod. */
function addedTo(objects: readonly any[], pod: any): any {
  const { template } = load(one(objects, 'ConfigMap', 'istio-sidecar-injector').data.config) as any;
  const { defaultConfig } = load(one(objects, 'ConfigMap', 'injector-mesh').data.mesh) as any;
  const ProxyConfig = { DiscoveryAddress: defaultConfig.discoveryAddress, ProxyAdminPort: defaultConfig.proxyAdminPort, ProxyMetadata: defaultConfig.proxyMetadata };
  const { annotations = {}, labels } = pod.metadata;
  // our reader's function `annotation` takes the names of JSON, and paths of a template those of Go
  return load(renderText(template, start({ ObjectMeta: { Annotations: annotations, annotations, Labels: labels }, ProxyConfig })));
}
const argumentsOf = (added: any, container: string): string[] => added.initContainers.find((c: any) => c.name === container).args;

describe('the sidecar of service routing', () => {
  test('connects a pod of the app to its mesh', () => {
    const { objects } = injected({ caBundle: CA });
    const added = addedTo(objects, one(objects, 'Deployment', 'cart').spec.template);
    expect(argumentsOf(added, 'td-bootstrap-writer')).toEqual([
      '--project_number=482913370156', '--network_name=', '--mesh_name=shop', '--bootstrap_file_output_path=/var/lib/data/envoy.yaml', '--traffic_director_url=trafficdirector.googleapis.com:443',
      '--envoy_admin_port=15000', '--inbound_backend_ports=8080,9090', '--proxy_metadata={"service":"cart","namespace":"web"}', '--use_workload_certificates',
    ]);
    expect(argumentsOf(added, 'istio-init')).toEqual(['istio-iptables', '-p', '15001', '-u', '1337', '-m', 'REDIRECT', '-i', '*', '-b', '8080,9090', '-x', '169.254.169.254/32', '-d', '', '-o', '']);
    expect(added.containers).toMatchObject([{
      name: 'envoy',
      image: 'docker.io/envoyproxy/envoy:distroless-v1.37.0',
      args: ['-c', '/etc/envoy/envoy.yaml'],
      securityContext: { runAsUser: 1337 },
      volumeMounts: [{ name: 'envoy-bootstrap', mountPath: '/etc/envoy' }, { name: 'gke-workload-certificates', mountPath: '/var/run/secrets/workload-spiffe-credentials', readOnly: true }],
    }]);
    expect(added.volumes).toEqual([{ name: 'envoy-bootstrap', emptyDir: {} }, { name: 'gke-workload-certificates', csi: { driver: 'workloadcertificates.security.cloud.google.com' } }]);
  });

  test('follows the annotations of other pods', () => {
    const { objects } = injected({ caBundle: CA });
    const pod = (annotations: object) => addedTo(objects, { metadata: { labels: { app: 'a', tier: 'b' }, annotations: Object.fromEntries(Object.entries(annotations).map(([k, v]) => [`cloud.google.com/${k}`, v])) } });
    const plain = pod({});
    expect(argumentsOf(plain, 'td-bootstrap-writer').filter((a) => /inbound|metadata|certificates|log|stats|tracing/.test(a))).toEqual([]);
    expect(plain.volumes.map((v: any) => v.name)).toEqual(['envoy-bootstrap']);
    expect(argumentsOf(pod({ forwardPodLabels: 'true', proxyMetadata: '{"x":"y"}' }), 'td-bootstrap-writer')).toContain('--proxy_metadata={"app":"a","tier":"b"}');
    const chosen = pod({ includeOutboundCIDRs: '10.0.0.0/8', excludeOutboundCIDRs: '10.1.0.0/16', includeInboundPorts: '*', excludeInboundPorts: '9000', excludeOutboundPorts: '3306' });
    expect(argumentsOf(chosen, 'istio-init').slice(6)).toEqual(['REDIRECT', '-i', '10.0.0.0/8', '-b', '*', '-x', '10.1.0.0/16', '-d', '9000', '-o', '3306']);
  });

  test('has the settings of the injector', () => {
    const { objects } = injected({ issuer: 'ca', statsPort: 15020, adminPort: 15010, accessLogPath: '/dev/stdout', tracing: true, proxyImage: 'example.com/envoy:1', bootstrapImage: 'example.com/writer:1', redirectImage: 'example.com/init:1' }, 15100);
    const added = addedTo(objects, one(objects, 'Deployment', 'cart').spec.template);
    expect(argumentsOf(added, 'td-bootstrap-writer').slice(-3)).toEqual(['--access_log_path=/dev/stdout', '--enable_tracing', '--expose_stats_port=15020']);
    expect(argumentsOf(added, 'td-bootstrap-writer')).toContain('--envoy_admin_port=15010');
    expect(argumentsOf(added, 'istio-init').slice(0, 3)).toEqual(['istio-iptables', '-p', '15100']);
    expect([...added.containers, ...added.initContainers].map((c: any) => c.image)).toEqual(['example.com/envoy:1', 'example.com/writer:1', 'example.com/init:1']);
  });
});

describe('the injector', () => {
  test('injects pods of enrolled namespaces only, except proxyless pods and its own', () => {
    const { objects } = injected({ caBundle: CA });
    const [webhook] = one(objects, 'MutatingWebhookConfiguration', 'istio-sidecar-injector-istio-control').webhooks;
    expect(webhook).toMatchObject({ failurePolicy: 'Fail', clientConfig: { caBundle: CA }, namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } } });
    expect(objects.filter((o) => o.kind === 'Namespace' && o.metadata.labels).map((o) => [o.metadata.name, o.metadata.labels['istio-injection']])).toEqual([['istio-control', 'disabled'], ['web', 'enabled']]);
    for (const name of ['prices', 'istio-sidecar-injector']) expect(one(objects, 'Deployment', name).spec.template.metadata.annotations['sidecar.istio.io/inject']).toBe('false');
  });

  test('has a certificate from cert-manager, which also sets the CA bundle of its webhook', () => {
    const { objects } = injected({ issuer: 'ca', issuerKind: 'Issuer' });
    expect(one(objects, 'Certificate', 'istio-sidecar-injector').spec).toEqual({ secretName: 'istio-sidecar-injector', dnsNames: ['istio-sidecar-injector.istio-control.svc'], issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'ca' } });
    const { metadata, webhooks } = one(objects, 'MutatingWebhookConfiguration', 'istio-sidecar-injector-istio-control');
    expect(metadata.annotations).toEqual({ 'cert-manager.io/inject-ca-from': 'istio-control/istio-sidecar-injector' });
    expect(webhooks[0].clientConfig).not.toHaveProperty('caBundle');
    expect(one(objects, 'Deployment', 'istio-sidecar-injector').spec.template.spec.volumes[1].secret.items).toEqual([{ key: 'tls.crt', path: 'cert.pem' }, { key: 'tls.key', path: 'key.pem' }, { key: 'ca.crt', path: 'ca-cert.pem' }]);
  });

  test('is written to each cluster of a fleet, after its namespace', () => {
    const app = new MeshApp();
    const fleet = new Fleet(app, 'fleet', { project: PROJECT });
    const injectors = ['eu', 'us'].map((name) => {
      const cluster = fleet.addGkeCluster(name, { location: 'europe-west1' });
      const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.serviceRouting({ zones: ['europe-west1-b'], meshName: `shop-${name}`, certificateAuthority: CertificateAuthority.elsewhere() }) });
      return new ServiceRoutingInjector(mesh, 'injector', { caBundle: CA, createNamespace: name === 'eu' });
    });
    expect(injectors.map(({ objects }) => (load(objects.find((o) => o.name === 'injector-mesh')!.toJson().data.mesh) as any).defaultConfig.proxyMetadata.TRAFFICDIRECTOR_MESH_NAME)).toEqual(['shop-eu', 'shop-us']);
    expect(injectors.map(({ objects }) => [objects[0].kind, objects.at(-1)!.kind])).toEqual([['Namespace', 'MutatingWebhookConfiguration'], ['ServiceAccount', 'MutatingWebhookConfiguration']]);
  });

  test.each<[ServiceRoutingInjectorProps, RegExp]>([
    [{}, /sidecar injector 'shop\/injector' needs the certificate authority of its webhook from one source, got: neither issuer nor caBundle/],
    [{ issuer: 'ca', caBundle: CA }, /got: issuer 'ca' and caBundle/],
    [{ caBundle: CA, issuerKind: 'Issuer' }, /issuerKind of .* must be set with issuer only, got: 'Issuer'/],
    [{ issuer: 'ca', issuerKind: 'Vault' }, /issuerKind of .* must be ClusterIssuer or Issuer, got: 'Vault'/],
    [{ caBundle: '-----BEGIN CERTIFICATE-----' }, /caBundle of .* must be PEM certificates in base64, got: '-----BEGIN CERTIFICATE-----'/],
    [{ issuer: 'ca', adminPort: 1024 }, /adminPort of .* must be a whole number from 1025 to 65535, got: 1024/],
    [{ issuer: 'ca', adminPort: 15006 }, /adminPort of .* must not be a port that the proxy uses for traffic, got: 15006/],
    [{ issuer: 'ca', statsPort: 15000 }, /statsPort of .* must differ from its adminPort, got: 15000/],
    [{ issuer: 'ca', replicas: 0 }, /replicas of .* at least 1, got: 0/],
    [{ issuer: 'ca', accessLogPath: 'log' }, /accessLogPath of .* must start with '\/', got: 'log'/],
  ])('refuses %j', (props, message) => {
    expect(() => injected(props)).toThrow(message);
  });

  test('refuses meshes of other planes', () => {
    const { mesh } = aMesh();
    expect(() => new ServiceRoutingInjector(mesh, 'injector', { issuer: 'ca' })).toThrow(/must be in a mesh of service routing, got: a mesh of plane 'istio'/);
  });
});
