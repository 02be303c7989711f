import { App, Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { multicluster } from '../../examples/multicluster/main';
import { Checks, ControlPlane, install, Mesh, MeshApp, MeshService, ServicePort, Severity } from '../../src';
import { validateSchema } from '../../src/check/schema';
import { bearerKubeconfig } from '../../src/install/multicluster/kubeconfig';
import { fileOf } from '../../src/synth/place';

const { EastWestGateway, MultiCluster, RemoteCredentials, RemoteSecret } = install;
const KUBECONFIG = bearerKubeconfig('west', { server: 'https://west.example.com', caData: 'Q0E=' }, 'a-token');
const without = (from: string, to: string) => { expect(KUBECONFIG).toContain(from); return KUBECONFIG.replace(from, to); };

/** The objects applied to each cluster, by cluster name. */
function folders(app: MeshApp): Record<string, any[]> {
  const found: Record<string, any[]> = {};
  for (const chart of app.charts) (found[fileOf(chart).folder ?? ''] ??= []).push(...chart.toJson());
  return found;
}
const of = (objects: readonly any[], kind: string, name?: string) => objects.filter((o) => o.kind === kind && (name === undefined || o.metadata.name === name));

function clusters(props: Partial<install.MultiClusterProps> = {}) {
  const app = new MeshApp();
  return { app, mesh: new MultiCluster(app, 'clusters', { meshId: 'shop', ...props }), credentials: RemoteCredentials.existing() };
}

describe('a multi-cluster mesh', () => {
  const app = multicluster() as MeshApp;
  const all = folders(app);

  test('has a folder per cluster, and only informational findings', () => {
    expect(Object.keys(all).sort()).toEqual(['east', 'south', 'west']);
    expect(Checks.of(app).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.code} ${f.message}`)).toEqual([]);
  });

  test.each([['east', 'network-1'], ['west', 'network-2'], ['south', 'network-1']])('%s has its mesh ID, cluster name and network', (name, network) => {
    expect(of(all[name], 'Namespace', 'istio-system')[0].metadata.labels).toEqual({ 'topology.istio.io/network': network });
    const gateway = of(all[name], 'Deployment', 'istio-eastwestgateway')[0].spec.template;
    expect(gateway.metadata.labels).toMatchObject({ 'istio.io/rev': 'prod', 'topology.istio.io/network': network });
    expect(gateway.spec.containers[0].env).toEqual([{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: network }]);
    if (name === 'south') return;
    const { global } = JSON.parse(of(all[name], 'ConfigMap', 'istio-sidecar-injector-1-31-0')[0].data.values);
    expect([global.meshID, global.multiCluster.clusterName, global.network]).toEqual(['shop', name, network]);
    const { env } = of(all[name], 'Deployment', 'istiod-1-31-0')[0].spec.template.spec.containers[0];
    expect(env.find((e: any) => e.name === 'CLUSTER_ID').value).toBe(name);
    expect(env.find((e: any) => e.name === 'EXTERNAL_ISTIOD')?.value).toBe(name === 'east' ? 'true' : undefined);
  });

  test('each istiod has a remote secret for every other cluster, from an external store', () => {
    const secrets = Object.fromEntries(Object.entries(all).map(([name, objects]) => [name, of(objects, 'ExternalSecret').map((o) => o.metadata.name)]));
    expect(secrets).toEqual({ east: ['istio-remote-secret-west', 'istio-remote-secret-south'], west: ['istio-remote-secret-east', 'istio-remote-secret-south'], south: [] });
    expect(Object.values(all).flatMap((objects) => of(objects, 'Secret'))).toEqual([]);
    expect(of(all.east, 'ExternalSecret')[0].spec).toEqual({
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'istio-remote-secret-west', template: { metadata: { labels: { 'istio/multiCluster': 'true' }, annotations: { 'networking.istio.io/cluster': 'west' } } } },
      data: [{ secretKey: 'west', remoteRef: { key: 'clusters/west', property: 'kubeconfig' } }],
    });
  });

  test('a remote cluster is served by the istiod of its primary', () => {
    expect(of(all.south, 'Namespace', 'istio-system')[0].metadata.annotations).toEqual({ 'topology.istio.io/controlPlaneClusters': 'east' });
    expect(of(all.south, 'Deployment').map((o) => o.metadata.name).sort()).toEqual(['catalog', 'istio-eastwestgateway', 'public', 'storefront']);
    const paths = of(all.south, 'MutatingWebhookConfiguration').flatMap((o) => o.webhooks.map((w: any) => w.clientConfig.service.path));
    expect(new Set(paths)).toEqual(new Set(['/inject/cluster/south/net/network-1']));
    expect(of(all.south, 'EndpointSlice').flatMap((o) => o.endpoints.flatMap((e: any) => e.addresses))).toEqual(['203.0.113.7']);
    expect(of(all.east, 'Gateway', 'istiod-gateway')).toHaveLength(1);
    expect(of(all.west, 'Gateway', 'istiod-gateway')).toHaveLength(0);
  });

  test('clusters of one network have no east-west gateways', () => {
    const { app: flat, mesh, credentials } = clusters();
    mesh.addPrimary('a', { credentials });
    mesh.addPrimary('b', { credentials });
    for (const cluster of mesh.clusters) new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.inCluster(cluster.istio) });
    expect(Object.values(folders(flat)).flatMap((objects) => of(objects, 'Gateway'))).toEqual([]);
    expect(mesh.clusters.map((c) => [c.eastWestGateway, c.remoteSecrets.map((s) => s.command)])).toEqual([
      [undefined, ['istioctl create-remote-secret --context=b --name=b | kubectl apply -f -']],
      [undefined, ['istioctl create-remote-secret --context=a --name=a | kubectl apply -f -']],
    ]);
    expect(() => flat.synthYaml()).not.toThrow();
  });

  test('existing clusters get a remote secret for a third cluster', () => {
    const { mesh, credentials } = clusters();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => mesh.addPrimary(name, { credentials, network: `net-${name}` }));
    expect([a, b, c].map((one) => one.remoteSecrets.map((s) => s.secretName.split('-').pop()))).toEqual([['b', 'c'], ['a', 'c'], ['a', 'b']]);
    expect([a, b, c].map((one) => one.eastWestGateway?.gateway.network)).toEqual(['net-a', 'net-b', 'net-c']);
  });

  test('istiod\'s Service is cluster-local, others are multi-cluster', () => {
    const { app: two, mesh, credentials } = clusters();
    for (const [i, name] of ['a', 'b'].entries()) {
      const cluster = mesh.addPrimary(name, { credentials });
      const inside = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.inCluster({ ...cluster.istio, revision: `r${i}` }) });
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      inside.enroll(chart);
      new MeshService(chart, 'web', { ports: [ServicePort.http(80 + i)] });
    }
    const found = Checks.of(two).findings().filter((f) => f.code === 'MESH901');
    expect(found.map((f) => f.object?.name)).toEqual(['web']);
  });
});

test('files are named in the order of application', () => {
  const names = (app: App) => app.charts.map((chart) => fileOf(chart).name.replace(/-c[0-9a-f]{7}$/, '')).sort();
  const build = (app: App) => {
    new Chart(app, 'bookinfo');
    new Mesh(app, 'mesh', { controlPlane: ControlPlane.inCluster({ revision: 'r', tag: 'prod', ambient: true }) });
    return names(app);
  };
  const install_ = ['mesh-istio-base', 'mesh-istio-control-plane', 'mesh-istio-node-agent', 'mesh-istio-tag', 'mesh-istio-ztunnel'];
  const hashed = (all: string[], prefix: string) => all.filter((one) => one.startsWith(`${prefix}mesh-istio`));
  expect(hashed(build(new MeshApp()), '0-')).toEqual(install_.map((one) => expect.stringMatching(`^0-${one}`)));
  expect(build(new MeshApp()).slice(5)).toEqual(['bookinfo', 'mesh']);
  expect(hashed(build(new App()), '')).toEqual(install_.map((one) => expect.stringMatching(`^${one}`)));
});

describe('a remote secret', () => {
  const chart = () => new Chart(new MeshApp(), 'secrets');
  const made = (credentials: install.RemoteCredentials) => new RemoteSecret(chart(), 'west', { clusterName: 'west', credentials }).object?.toJson();

  test('contains a kubeconfig', () => {
    expect(made(RemoteCredentials.kubeconfig(KUBECONFIG))).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'istio-remote-secret-west', namespace: 'istio-system', labels: { 'istio/multiCluster': 'true' }, annotations: { 'networking.istio.io/cluster': 'west' } },
      stringData: { west: KUBECONFIG },
    });
  });

  test('is built from a token in an external store', () => {
    const { spec } = made(RemoteCredentials.externalToken({ store: 's', storeKind: 'SecretStore', key: 'k', server: 'https://w', caData: 'Q0E=', tlsServerName: 'kubernetes' }));
    expect(spec.secretStoreRef.kind).toBe('SecretStore');
    expect(spec.data).toEqual([{ secretKey: 'token', remoteRef: { key: 'k' } }]);
    const kubeconfig: any = load(spec.target.template.data.west.replace('{{ .token }}', 'T'));
    expect(kubeconfig.users).toEqual([{ name: 'west', user: { token: 'T' } }]);
    expect(kubeconfig.clusters[0].cluster).toEqual({ 'server': 'https://w', 'certificate-authority-data': 'Q0E=', 'tls-server-name': 'kubernetes' });
  });

  test('is not written if it is created elsewhere', () => {
    expect(made(RemoteCredentials.existing())).toBeUndefined();
    const { command } = new RemoteSecret(chart(), 'w', { clusterName: 'west', namespace: 'mesh', credentials: RemoteCredentials.existing() });
    expect(command).toBe('istioctl create-remote-secret --context=west --name=west --istioNamespace=mesh --namespace=mesh | kubectl apply -f -');
  });

  test('is refused without credentials; the error names the command that creates the secret', () => {
    const app = new MeshApp();
    new RemoteSecret(new Chart(app, 'secrets'), 'west', { clusterName: 'west' });
    expect(() => app.synthYaml()).toThrow(/istiod has no credentials for cluster 'west'.*RemoteCredentials\.existing\(\) and run: istioctl create-remote-secret --context=west --name=west \| kubectl/);
  });

  test.each<[string, string, RegExp]>([
    ['no YAML', 'a: [', /a kubeconfig must be YAML, got: unexpected end of the stream within a flow collection \(2:1\)/],
    ['nothing', '', /is not a kubeconfig/],
    ['no current context', without('current-context: west', 'current-context: east'), /current-context 'east' that is not one of its contexts \(west\)/],
    ['an unknown cluster', without('    cluster: west', '    cluster: east'), /refers to cluster 'east', which it does not define/],
    ['an unknown user', without('    user: west', '    user: east'), /refers to user 'east', which it does not define/],
    ['no server', without('server: https://west.example.com', 'server: west'), /has no server for cluster 'west'/],
    ['a file of certificates', without('certificate-authority-data: Q0E=', 'certificate-authority: /ca.crt'), /put its content in base64 into certificate-authority-data/],
    ['a program', without('token: a-token', 'exec: {command: gke-gcloud-auth-plugin}'), /with 'exec', which istiod refuses; use a token/],
    ['a file with a token', without('token: a-token', 'tokenFile: /t'), /with 'tokenFile'.*use token/],
    ['a file with a key', without('token: a-token', 'client-key: /k'), /with 'client-key'.*client-key-data/],
    ['a provider', without('token: a-token', 'auth-provider: {name: gcp}'), /with auth provider 'gcp', which istiod refuses/],
  ])('with %s is refused', (_name, text, message) => {
    expect(() => RemoteCredentials.kubeconfig(text)).toThrow(message);
  });

  test('accepts oidc, like istiod', () => {
    expect(made(RemoteCredentials.kubeconfig(without('token: a-token', 'auth-provider: {name: oidc}')))).toBeDefined();
  });
});

describe('an east-west gateway', () => {
  const made = (props: install.EastWestGatewayProps) => { const chart = new Chart(new MeshApp(), 'c'); new EastWestGateway(chart, 'g', props); return chart.toJson(); };

  test('exposes services with hosts in any domain', () => {
    expect(of(made({ network: 'n', clusterDomain: 'k8s.example' }), 'Gateway')[0].spec.servers[0].hosts).toEqual(['*.example']);
  });

  test('routes to one of several revisions by server name', () => {
    const objects = made({ exposeIstiod: true, revision: 'r1', namespace: 'mesh' });
    expect(of(objects, 'VirtualService', 'istiod-vs-r1')[0].spec.tls[1]).toEqual({
      match: [{ port: 15017, sniHosts: ['istiod-r1.mesh.svc', 'istiod-r1.mesh.svc.cluster.local'] }],
      route: [{ destination: { host: 'istiod-r1.mesh.svc.cluster.local', port: { number: 443 } } }],
    });
    expect(of(objects, 'Service')[0].spec.ports.map((p: any) => p.port)).toEqual([15021, 15012, 15017]);
    expect(of(objects, 'Gateway').map((o) => o.metadata.name)).toEqual(['istiod-gateway']);
  });

  test.each<[install.EastWestGatewayProps, RegExp]>([[{}, /exposes nothing/], [{ exposeServices: true }, /east-west gateway 'c\/g' exposes services, but its network has no name; set network/], [{ network: 'A b' }, /the network of east-west gateway/]])('%j is an error', (props, message) => {
    expect(() => made(props)).toThrow(message);
  });
});

test.each<[string, (c: ReturnType<typeof clusters>) => unknown, RegExp]>([
  ['two clusters of a name', ({ mesh }) => { mesh.addPrimary('a'); mesh.addPrimary('a'); }, /already has a cluster 'a'/],
  ['a network of some only', ({ mesh }) => { mesh.addPrimary('a', { network: 'n' }); mesh.addPrimary('b'); }, /cluster 'a' has a network and 'b' has none/],
  ['a primary that nobody reaches', ({ mesh }) => mesh.addRemote('b', { primary: mesh.addPrimary('a') }), /set its gatewayAddress to the output of: kubectl --context=a -n istio-system get service istio-eastwestgateway/],
  ['a primary without an istiod', ({ mesh }) => { const a = mesh.addPrimary('a', { gatewayAddress: '203.0.113.1' }); mesh.addRemote('c', { primary: mesh.addRemote('b', { primary: a }) }); }, /'b', which is a remote cluster without an istiod; use 'a'/],
  ['a primary of another mesh', ({ mesh }) => mesh.addRemote('b', { primary: clusters().mesh.addPrimary('a', { gatewayAddress: '203.0.113.1' }) }), /is in another mesh/],
  ['another mesh said by hand', ({ mesh }) => mesh.addPrimary('a', { istio: { istiod: { multiCluster: { meshId: 'other' } } } }), /multiCluster\.meshId is 'other', but the cluster sets 'shop'/],
  ['a server that is none', () => RemoteCredentials.externalToken({ store: 's', key: 'k', server: 'w', caData: '' }), /RemoteCredentials\.externalToken: server must be an address such as https:\/\/10\.0\.0\.1, got: 'w'/],
])('%s is an error', (_name, mistake, message) => {
  expect(() => mistake(clusters())).toThrow(message);
});

describe('multi-network ambient mode', () => {
  const clustersOf = (networks: (string | undefined)[], ambient = true) => {
    const all = new install.MultiCluster(new MeshApp(), 'clusters', { meshId: 'm' });
    networks.forEach((network, i) => all.addPrimary(`c${i}`, {
      network, istio: { ambient, revision: 'r1', tag: 'prod' }, credentials: install.RemoteCredentials.externalSecret({ store: 'vault', key: `c${i}` }),
    }));
    return all.clusters;
  };

  test('has an HBONE gateway in each network, and an istiod that connects networks', () => {
    for (const cluster of clustersOf(['one', 'two'])) {
      const gateway = cluster.ambientEastWestGateway!.gateway.toJson();
      expect(gateway).toEqual({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'ambient-eastwestgateway', namespace: 'istio-system', labels: { 'topology.istio.io/network': cluster.network, 'istio.io/rev': 'prod' } },
        spec: { gatewayClassName: 'istio-east-west', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', tls: { mode: 'Terminate', options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' } } }] },
      });
      expect(validateSchema(gateway)).toEqual([]);
      expect(cluster.istio.istiod!.env).toEqual({ AMBIENT_ENABLE_MULTI_NETWORK: 'true' });
    }
  });

  test('has no gateway with one network, or without ambient mode', () => {
    for (const cluster of [...clustersOf(['one', 'one']), ...clustersOf([undefined, undefined]), ...clustersOf(['one', 'two'], false)]) expect(cluster.ambientEastWestGateway).toBeUndefined();
  });

  test('refuses an invalid network name', () => {
    expect(() => new install.AmbientEastWestGateway(new Chart(new App(), 'c'), 'g', { network: 'a/b' })).toThrow('the network of ambient east-west gateway');
  });
});
