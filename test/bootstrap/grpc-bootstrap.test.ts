import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Testing } from 'cdk8s';
import { GrpcBootstrap, GrpcBootstrapInit, type GrpcBootstrapProps } from '../../src';

const SUITE = path.join(__dirname, '..', '..', '..', 'shared', 'suites', 'grpc-bootstrap.json');

const NODE = '52fdfc07-2182-454f-963f-5f0f9a621d72';

/** The generator's test input, a literal of a Go struct, as our properties. */
function propsOf(input: string): GrpcBootstrapProps {
  const text = (key: string) => new RegExp(`\\b${key}:\\s*"([^"]*)"`).exec(input)?.[1];
  const number = (key: string) => new RegExp(`\\b${key}:\\s*([0-9]+)`).exec(input)?.[1];
  const flag = (key: string) => new RegExp(`\\b${key}:\\s*true`).test(input);
  const map = (key: string) => {
    const body = new RegExp(`\\b${key}:\\s*map\\[string\\]string\\{([^}]*)\\}`).exec(input)?.[1];
    return body === undefined ? undefined : Object.fromEntries([...body.matchAll(/"([^"]*)":\s*"([^"]*)"/g)].map((m) => [m[1], m[2]]));
  };
  return {
    projectNumber: number('gcpProjectNumber')!,
    nodeId: NODE,
    mesh: text('configMesh'),
    network: text('vpcNetworkName'),
    zone: text('zone'),
    instanceIp: text('ip'),
    server: text('xdsServerURI'),
    region: text('xdsServerRegion'),
    secretsDir: text('secretsDir') ?? '',
    metadata: map('metadataLabels'),
    deployment: map('deploymentInfo'),
    ignoreResourceDeletion: flag('ignoreResourceDeletion'),
    trustServer: flag('isTrustedXDSServer'),
    allowServerAsGrpcService: flag('includeAllowedGrpcServices'),
    ipv6: flag('ipv6Capable'),
    generatorCommit: text('gitCommitHash'),
  };
}

const cases: any[] = fs.existsSync(SUITE) ? JSON.parse(fs.readFileSync(SUITE, 'utf8')) : [];

(cases.length > 0 ? test.each(cases.map((c) => [c.case, c])) : test.skip.each([['the suite is not here', {}]]))('equals the generator: %s', (_name, c: any) => {
  expect(GrpcBootstrap.google(propsOf(c.input)).toJson()).toEqual(c.want);
});

const facts = { projectNumber: '123', nodeId: NODE };

test('by default a bootstrap uses Google\'s control plane, the default network and the default certificates', () => {
  const json = GrpcBootstrap.google(facts).toJson();
  expect(json.xds_servers[0].server_uri).toBe('trafficdirector.googleapis.com:443');
  expect(json.node.id).toBe(`projects/123/networks/default/nodes/${NODE}`);
  expect(json.certificate_providers.google_cloud_private_spiffe.config.private_key_file).toBe('/var/run/secrets/workload-spiffe-credentials/private_key.pem');
  expect(JSON.parse(GrpcBootstrap.google(facts).toText())).toEqual(json);
});

test('a project name instead of its number, and a name that the control plane rejects, are refused', () => {
  expect(() => GrpcBootstrap.google({ ...facts, projectNumber: 'my-project' })).toThrow(/project number.*my-project/);
  expect(() => GrpcBootstrap.google({ ...facts, projectNumber: '0123' })).toThrow(/project number.*0123/);
  expect(() => GrpcBootstrap.google({ ...facts, mesh: '1shop' })).toThrow(/GrpcBootstrap\.google: mesh must begin with a letter and consist of letters, digits and '-', at most 64 characters in all, got: '1shop'/);
  expect(() => GrpcBootstrap.google({ ...facts, nodeId: 'a/b' })).toThrow(/identifier without/);
});

test.each([
  ['dns:///td.example:443', 'dns:///td.example:443'],
  ['td.example:443', 'dns:///td.example:443'],
])('the control plane at %s is declared as a gRPC service that extensions may call', (server, name) => {
  const json = GrpcBootstrap.google({ ...facts, server, allowServerAsGrpcService: true }).toJson();
  expect(json.xds_servers[0].server_uri).toBe(server);
  expect(Object.keys(json.allowed_grpc_services)).toEqual([name]);
});

test('labels override the client metadata of the generator, but not its location', () => {
  const { metadata } = GrpcBootstrap.google({
    ...facts,
    instanceIp: '10.0.0.7',
    generatorCommit: 'abc',
    ipv6: true,
    deployment: { 'GKE-POD': 'web-0' },
    metadata: { INSTANCE_IP: 'mine', TRAFFIC_DIRECTOR_CLIENT_ENVIRONMENT: 'mine', app: 'web' },
  }).toJson().node;
  expect(metadata).toEqual({
    INSTANCE_IP: 'mine',
    TRAFFICDIRECTOR_GRPC_BOOTSTRAP_GENERATOR_SHA: 'abc',
    app: 'web',
    TRAFFIC_DIRECTOR_CLIENT_ENVIRONMENT: { 'GKE-POD': 'web-0' },
    TRAFFICDIRECTOR_DIRECTPATH_C2P_IPV6_CAPABLE: true,
  });
});

test('the options for trusting the server and ignoring deletions are written in the order of the generator', () => {
  const { xds_servers: [server], authorities } = GrpcBootstrap.google({ ...facts, mesh: 'shop', region: 'europe-west1', trustServer: true, ignoreResourceDeletion: true }).toJson();
  expect(server.server_features).toEqual(['xds_v3', 'trusted_xds_server', 'ignore_resource_deletion']);
  expect(authorities['traffic-director.europe-west1.xds.googleapis.com']).toMatchObject({
    xds_servers: [{ server_features: ['xds_v3'] }],
    client_listener_resource_name_template: expect.stringContaining('/123/mesh:shop/%s'),
  });
});

describe('the mesh of a GKE cluster', () => {
  test('has the same name as in the control plane', () => {
    expect(GrpcBootstrap.meshOfCluster('test-cluster', 'us-central1-a')).toBe('gsmmesh-4g63-test-cluster-us-central1-a-4g63fl4kjz0z');
  });

  test('stays within the maximum length, and differs between clusters', () => {
    const long = (n: number, end: string) => GrpcBootstrap.meshOfCluster(`${'c'.repeat(n)}${end}`, 'northamerica-northeast1-a');
    for (let n = 1; n < 40; n++) expect(GrpcBootstrap.google({ ...facts, mesh: long(n, 'x') }).toJson().node.id.split(':')[1].split('/')[0].length).toBe(Math.min(63, 27 + n + 1 + 25));
    expect(long(39, 'x')).not.toBe(long(39, 'y'));
    expect(long(39, 'x')).toMatch(/^gsmmesh-[0-9a-z]{4}-c{23}-northamerica--[0-9a-z]{12}$/);
  });

  test('refuses names that GKE does not accept', () => {
    expect(() => GrpcBootstrap.meshOfCluster('Prod', 'europe-west1')).toThrow(/the name of a GKE cluster must begin with a letter and consist of lower-case letters, digits and '-', at most 40 characters in all, got: 'Prod'/);
    expect(() => GrpcBootstrap.meshOfCluster('prod', 'europe')).toThrow(/a region or a zone.*'europe'/);
  });
});

test('the generator is added to pods, next to existing containers', () => {
  const chart = Testing.chart();
  const pod = { initContainers: [{ name: 'first' }], containers: [{ name: 'app', env: [{ name: 'A', value: 'b' }] }, { name: 'other' }] };
  const deployment = new ApiObject(chart, 'd', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: pod } } });
  GrpcBootstrapInit.addTo(deployment, { mesh: 'shop', metadata: { app: 'cart' } });
  const spec = Testing.synth(chart)[0].spec.template.spec;
  expect(spec.initContainers.map((c: any) => c.name)).toEqual(['first', 'grpc-td-init']);
  expect(spec.initContainers[1].args).toEqual(['--output=/tmp/bootstrap/td-grpc-bootstrap.json', '--config-mesh=shop', '--node-metadata=app=cart']);
  expect(spec.containers.map((c: any) => c.env.map((e: any) => e.name))).toEqual([['A', 'GRPC_XDS_BOOTSTRAP'], ['GRPC_XDS_BOOTSTRAP']]);
  expect(spec.volumes).toEqual([{ name: 'grpc-td-conf', emptyDir: { medium: 'Memory' } }]);
});

test('an object without pods is refused', () => {
  const object = new ApiObject(Testing.chart(), 's', { apiVersion: 'v1', kind: 'Service' });
  expect(() => GrpcBootstrapInit.addTo(object, { mesh: 'shop' })).toThrow(/has no pod template/);
});

describe('for istiod', () => {
  const pod = { podName: 'web-0', namespace: 'shop', podIp: '10.0.0.7' };

  test('equals what the agent in the pod writes', () => {
    // as pilot-agent 1.31 wrote it in a run without metadata of its own
    expect(GrpcBootstrap.istio({ ...pod, labels: { app: 'web' }, serviceAccount: 'web', workloadName: 'web', metadata: { ISTIO_VERSION: '1.31.0' } }).toJson()).toEqual({
      xds_servers: [{ server_uri: 'unix:///etc/istio/proxy/XDS', channel_creds: [{ type: 'insecure' }], server_features: ['xds_v3'] }],
      node: {
        id: 'sidecar~10.0.0.7~web-0.shop~shop.svc.cluster.local',
        metadata: { CLUSTER_ID: 'Kubernetes', GENERATOR: 'grpc', ISTIO_VERSION: '1.31.0', LABELS: { app: 'web' }, NAME: 'web-0', NAMESPACE: 'shop', SERVICE_ACCOUNT: 'web', WORKLOAD_NAME: 'web' },
        locality: {},
      },
      certificate_providers: {
        default: {
          plugin_name: 'file_watcher',
          config: {
            certificate_file: '/var/lib/istio/data/cert-chain.pem', private_key_file: '/var/lib/istio/data/key.pem', ca_certificate_file: '/var/lib/istio/data/root-cert.pem', refresh_interval: '900s',
          },
        },
      },
      server_listener_resource_name_template: 'xds.istio.io/grpc/lds/inbound/%s',
    });
  });

  test('without an agent there are no certificates, unless a folder is set', () => {
    const direct = { ...pod, server: 'istiod.istio-system.svc:15010', clusterDomain: 'c.example', locality: 'europe-west1/europe-west1-b' };
    const json = GrpcBootstrap.istio(direct).toJson();
    expect(json.certificate_providers).toBeUndefined();
    expect(json.node.id).toBe('sidecar~10.0.0.7~web-0.shop~shop.svc.c.example');
    expect(json.node.locality).toEqual({ region: 'europe-west1', zone: 'europe-west1-b' });
    expect(GrpcBootstrap.istio({ ...direct, certificatesDir: '/certs' }).toJson().certificate_providers.default.config.private_key_file).toBe('/certs/key.pem');
  });

  test('equals the file that is written when the pod starts, for any strings', () => {
    const chart = Testing.chart();
    const labels = { app: 'web', odd: '`id` $HOME "x" \\\\ ${POD_NAME}' };
    const deployment = new ApiObject(chart, 'd', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { template: { metadata: { labels }, spec: { serviceAccountName: 'web', containers: [{ name: 'app', env: [{ name: 'A', value: 'b' }] }] } } },
    } as any);
    GrpcBootstrapInit.addIstioTo(deployment, { metadata: { NETWORK: 'n' }, clusterId: 'east' });
    const spec = Testing.synth(chart)[0].spec.template.spec;
    expect(spec.containers[0].env).toEqual([{ name: 'A', value: 'b' }, { name: 'GRPC_XDS_BOOTSTRAP', value: '/var/run/grpc-xds/bootstrap.json' }]);
    expect(spec.containers[0].volumeMounts).toEqual([{ name: 'grpc-xds', mountPath: '/var/run/grpc-xds', readOnly: true }]);
    const [writer] = spec.initContainers;
    expect(writer.env.map((e: any) => e.valueFrom.fieldRef.fieldPath)).toEqual(['metadata.name', 'metadata.namespace', 'status.podIP']);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'grpc-bootstrap-'));
    try {
      const [shell, ...args] = writer.command.map((c: string) => c.replaceAll('/var/run/grpc-xds', folder));
      execFileSync(shell, args, { env: { PATH: process.env.PATH, POD_NAME: 'web-0', POD_NAMESPACE: 'shop', INSTANCE_IP: '10.0.0.7' } });
      const same = { ...pod, labels, serviceAccount: 'web', workloadName: 'web', server: 'istiod.istio-system.svc:15010', certificatesDir: '/var/lib/istio/data', clusterId: 'east', metadata: { NETWORK: 'n' } };
      expect(JSON.parse(fs.readFileSync(path.join(folder, 'bootstrap.json'), 'utf8'))).toEqual(GrpcBootstrap.istio(same).toJson());
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  test('is written into pods only, for a server that gRPC can connect to', () => {
    const object = new ApiObject(Testing.chart(), 's', { apiVersion: 'v1', kind: 'Service' });
    expect(() => GrpcBootstrapInit.addIstioTo(object)).toThrow(/has no pod template/);
    const pods = new ApiObject(Testing.chart(), 'd', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers: [{ name: 'a' }] } } } } as any);
    expect(() => GrpcBootstrapInit.addIstioTo(pods, { server: 'istiod' })).toThrow(/HOST:PORT/);
    // the marks of what the pod fills in
    const mark = '\u0001HOSTNAME\u0002';
    expect(() => GrpcBootstrapInit.addIstioTo(pods, { clusterId: mark })).toThrow(`GrpcBootstrapInit.addIstioTo: clusterId must not contain control characters, got: ${JSON.stringify(mark)}; remove them`);
    expect(() => GrpcBootstrapInit.addIstioTo(pods, { metadata: { a: ['x', mark] } })).toThrow('GrpcBootstrapInit.addIstioTo: metadata.a[1] must not contain control characters');
    expect(() => GrpcBootstrapInit.addIstioTo(pods, { metadata: { [mark]: 'a' } })).toThrow('GrpcBootstrapInit.addIstioTo: metadata: a name must not contain control characters');
    expect(() => GrpcBootstrapInit.addIstioTo(pods, { certificatesDir: '/a/\u001b' })).toThrow('certificatesDir must not contain control characters');
  });

  test('metadata can\'t override the fields that identify a gRPC client', () => {
    expect(GrpcBootstrap.istio({ ...pod, metadata: { GENERATOR: 'envoy', NETWORK: 'n' } }).toJson().node.metadata).toMatchObject({ GENERATOR: 'grpc', NETWORK: 'n' });
  });

  test.each([[{ podIp: 'web' }, /GrpcBootstrap\.istio: podIp must be an IP address, got: 'web'/], [{ podName: 'Web~0' }, /GrpcBootstrap\.istio: podName must be a DNS name of lower-case labels, got: 'Web~0'/], [{ server: 'istiod' }, /HOST:PORT or unix.*istiod/]])('refuses %j', (wrong, message) => {
    expect(() => GrpcBootstrap.istio({ ...pod, ...wrong })).toThrow(message);
  });
});
