import { execFileSync } from 'node:child_process';
import { App, Chart, Duration, Testing } from 'cdk8s';
import { load } from 'js-yaml';
import { ControlPlane, istio, type MachineBootstrapProps, Mesh } from '../../src';
import { shellVariables } from '../../src/model/shell';

const made = (props?: MachineBootstrapProps, controlPlane = ControlPlane.inCluster({ revision: 'canary', istiod: { meshConfig: { defaultConfig: { proxyMetadata: { A: 'it\'s $HOME' } } } } })) => {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { controlPlane });
  const chart = new Chart(app, 'ledger', { namespace: 'books' });
  const group = new istio.WorkloadGroup(chart, 'ledger', {
    metadata: { name: 'ledger' },
    template: { serviceAccount: 'ledger', ports: { http: 8080, grpc: 3550 } },
    entryMetadata: { labels: { app: 'ledger' }, annotations: { 'proxy.istio.io/config': 'concurrency: 3' } },
  });
  return { chart, mesh, bootstrap: mesh.machineBootstrap(group, props) };
};

test('a VM gets its identity, the address of istiod, and the traffic to redirect', () => {
  const { files } = made({ istiodAddress: '192.0.2.7' }).bootstrap;
  const config: any = (load(files['mesh.yaml']) as any).defaultConfig;
  expect(config).toMatchObject({ discoveryAddress: 'istiod-canary.istio-system.svc:15012', concurrency: 3 });
  expect(config.proxyMetadata).toMatchObject({ POD_NAMESPACE: 'books', SERVICE_ACCOUNT: 'ledger', ISTIO_META_AUTO_REGISTER_GROUP: 'ledger', ISTIO_META_DNS_CAPTURE: 'true', TRUST_DOMAIN: 'cluster.local' });
  expect(files.hosts).toBe('192.0.2.7 istiod-canary.istio-system.svc\n');
  expect(files['cluster.env'].split('\n')).toEqual(expect.arrayContaining(['ISTIO_INBOUND_PORTS=\'3550,8080\'', 'CA_ADDR=\'istiod-canary.istio-system.svc:15012\'']));
});

test('a shell reads the environment file without changes', () => {
  const { files } = made().bootstrap;
  expect(execFileSync('sh', ['-c', `${files['cluster.env']}\nprintf %s "$A"`]).toString()).toBe('it\'s $HOME');
});

test.each(['PATH', 'IFS', 'ENV', 'BASH_ENV', 'PS4', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES', 'GCONV_PATH', 'BASH_FUNC_ls'])('a variable that would commandeer the machine is refused: %s', (name) => {
  expect(() => shellVariables('proxyMetadata', { [name]: '/tmp/evil' })).toThrow(`proxyMetadata must not set ${name}, which would change the programs that the machine runs as root, not the proxy; remove it`);
  expect(shellVariables('proxyMetadata', { [`X${name}`]: 'a', HTTP_PROXY: 'b' })).toContain(`X${name}=`);
});

test('no secrets are written, only the commands that fetch them', () => {
  const { chart, bootstrap } = made({ tokenLifetime: Duration.minutes(30) });
  bootstrap.toConfigMap(chart, 'ledger-machines');
  const { data, metadata } = Testing.synth(chart).find((o) => o.kind === 'ConfigMap');
  expect(metadata).toMatchObject({ name: 'ledger-machines', namespace: 'books' });
  expect(Object.keys(data).sort()).toEqual(['cluster.env', 'hosts', 'mesh.yaml', 'secrets.sh', 'setup.sh']);
  expect(bootstrap.commands[0]).toBe('kubectl create token ledger --namespace books --audience istio-ca --duration 1800s > istio-token');
  for (const script of [data['secrets.sh'], data['setup.sh']]) expect(() => execFileSync('sh', ['-n', '-c', script])).not.toThrow();
});

test.each<[string, MachineBootstrapProps, string]>([
  ['a name for an address', { istiodAddress: 'istiod.example.com' }, "the machines of WorkloadGroup 'books/ledger': istiodAddress must be an IP address, got: 'istiod.example.com'"],
  ['two addresses', { internalIp: '10.0.0.1', externalIp: '10.0.0.2' }, 'remove one'],
  ['a token for a moment', { tokenLifetime: Duration.seconds(5) }, "the machines of WorkloadGroup 'books/ledger': tokenLifetime must be at least 10 minutes, the shortest lifetime that Kubernetes accepts, got: 5 seconds"],
])('%s is refused', (_, props, message) => expect(() => made(props)).toThrow(message));

test('objects other than a WorkloadGroup, and a control plane with unknown settings, are refused', () => {
  const { chart, mesh } = made();
  expect(() => mesh.machineBootstrap(new Chart(chart, 'empty'))).toThrow('has no WorkloadGroup');
  expect(() => made({}, ControlPlane.existing())).toThrow('pass what it was installed with');
});
