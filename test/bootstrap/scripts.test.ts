import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { dump } from 'js-yaml';
import { CloudRunClient, CertificateAuthority, ControlPlane, GoogleProject, GrpcBootstrapInit, Mesh, MeshApp, MeshService, ServiceLbAlgorithm, ServiceLbPolicy, ServicePort } from '../../src';
import { shellPath, shellQuoted, shellVariables, shellWord } from '../../src/model/shell';

/* Runs the library's scripts in real shells, with commands that only record how they were called. */

const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const bin = join(folder, 'bin');
mkdirSync(bin);
for (const name of ['kubectl', 'gcloud']) {
  writeFileSync(join(bin, name), '#!/bin/sh\nfor a in "$0" "$@"; do printf \'%s\\0\' "$a"; done >> "$LOG"\nprintf \'\\001\' >> "$LOG"\n', { mode: 0o755 });
}

/** The calls that a script makes, as lists of words; no unexpected files may be left. */
function calls(shell: string, script: string): string[][] {
  const cwd = mkdtempSync(join(folder, 'run-'));
  const log = join(folder, 'log');
  rmSync(log, { force: true });
  const { status, stderr } = spawnSync(shell, ['-c', `set -eu\n${script}`], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { HOME: folder, PATH: `${bin}:${process.env.PATH}`, LOG: log } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readdirSync(cwd).filter((name) => !['istio-token', 'root-cert.pem'].includes(name))).toEqual([]);
  return existsSync(log) ? readFileSync(log, 'utf8').split('\u0001').filter((call) => call).map((call) => call.split('\0').slice(1, -1)) : [];
}

const HOSTILE = [
  'x; touch pwned #', '$(touch pwned)', '`touch pwned`', "a' ; touch pwned ; '", 'a" ; touch pwned ; "', 'two words', 'a\ntouch pwned\nb', '\\', "\\'", '$HOME', '~', '*', '!!', '-o=x', '--help', '',
  '<(touch pwned)', '>pwned', '&touch pwned', '|touch pwned', '{a,b}', 'ä€😀', '\t', '#x', 'EOF\ntouch pwned', '$(POD_NAME)',
];

describe.each(['sh', 'bash'])('%s', (shell) => {
  test('keeps quoted strings unchanged', () => {
    const script = HOSTILE.flatMap((text) => [`kubectl ${shellQuoted(text)}`, `kubectl ${shellWord(text)}`]).join('\n');
    expect(calls(shell, script)).toEqual(HOSTILE.flatMap((text) => [[text], [text]]));
    expect(HOSTILE.map(shellPath).filter((word) => word.startsWith('-'))).toEqual([]);
  });

  test('reads variables without changes', () => {
    const values = Object.fromEntries(HOSTILE.map((text, i) => [`V${i}`, text]));
    expect(calls(shell, `${shellVariables('the variables', values)}\nkubectl ${HOSTILE.map((_, i) => `"$V${i}"`).join(' ')}`)).toEqual([HOSTILE]);
  });

  test.each(HOSTILE.filter((text) => text !== ''))('gives gcloud the file %j', (file) => {
    const client = CloudRunClient.create({
      service: 'checkout',
      image: 'checkout:1',
      region: 'europe-west1',
      projectNumber: '482913370156',
      mesh: 'projects/shop-prod/locations/global/meshes/shop',
      network: 'default',
      subnetwork: 'default',
      serviceAccount: 'checkout@shop-prod.iam.gserviceaccount.com',
    });
    expect(calls(shell, client.command(file))).toEqual([['beta', 'run', 'services', 'replace', file.startsWith('-') ? `./${file}` : file, '--region=europe-west1', '--project=482913370156']]);
    const app = new MeshApp();
    const mesh = new Mesh(app, 'shop', { controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '482913370156'), zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }) });
    const chart = new Chart(app, 'web', { namespace: 'web' });
    mesh.enroll(chart);
    const policy = new ServiceLbPolicy(chart, 'nearby', { algorithm: ServiceLbAlgorithm.WATERFALL_BY_ZONE });
    policy.applyTo(new MeshService(chart, 'cart', { ports: [ServicePort.http(80)] }));
    expect(calls(shell, policy.commands(file).join('\n'))[0]).toContain(`--source=${file}`);
  });

  test('writes the bootstrap of a gRPC client with unchanged strings', () => {
    const workload = new ApiObject(new Chart(new App(), 'c'), 'd', {
      apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a' }] } } },
    } as any);
    GrpcBootstrapInit.addIstioTo(workload, { metadata: Object.fromEntries(HOSTILE.map((text, i) => [`V${i}`, text])) });
    const script: string = workload.toJson().spec.template.spec.initContainers[0].command[2];
    const file = join(folder, `bootstrap-${shell}.json`);
    const cwd = mkdtempSync(join(folder, 'run-'));
    const moved = script.replace(/^cat > \S+/, `cat > ${file}`);
    // a kubelet replaces $(NAME) of the container's environment before the shell sees it
    const expanded = moved.replace(/\$\((POD_NAME|POD_NAMESPACE|INSTANCE_IP)\)/g, 'expanded');
    spawnSync(shell, ['-c', expanded], { cwd, stdio: 'ignore', env: { PATH: process.env.PATH, POD_NAME: 'pod-1', POD_NAMESPACE: 'shop', INSTANCE_IP: '10.0.0.1', HOME: folder } });
    const { node } = JSON.parse(readFileSync(file, 'utf8'));
    expect(HOSTILE.map((_, i) => node.metadata[`V${i}`])).toEqual(HOSTILE);
    expect(node.metadata.NAME).toBe('pod-1');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('the files of a VM', () => {
  const bootstrap = (spec: object, config?: object, metadata: object = {}) => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.inCluster() });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    new ApiObject(chart, 'vm', {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadGroup',
      spec,
      metadata: { name: 'vm', namespace: 'shop', ...config && { annotations: { 'proxy.istio.io/config': dump(config) } }, ...metadata },
    } as any);
    return mesh.machineBootstrap(chart);
  };
  const labels = { app: 'a' };

  test.each(['sh', 'bash'])('contain any values unchanged: %s', (shell) => {
    const values = Object.fromEntries(HOSTILE.map((text, i) => [`V${i}`, text]));
    const { files, commands } = bootstrap({ template: { labels, network: "n'; touch pwned #" } }, { proxyMetadata: values });
    expect(calls(shell, `${files['cluster.env']}\nkubectl ${HOSTILE.map((_, i) => `"$V${i}"`).join(' ')} "$ISTIO_META_NETWORK"`)).toEqual([[...HOSTILE, "n'; touch pwned #"]]);
    expect(calls(shell, commands.join('\n'))[0].slice(0, 5)).toEqual(['create', 'token', 'default', '--namespace', 'shop']);
  });

  test.each(['A=1; touch pwned #', 'a b', '1A', 'A-B', '', '$(touch pwned)', 'A\nB'])('refuse the variable name %j', (name) => {
    expect(() => bootstrap({ template: { labels } }, { proxyMetadata: { [name]: 'x' } })).toThrow(
      `the machines of WorkloadGroup 'shop/vm': proxyMetadata must have names of letters, digits and underscores that do not begin with a digit, got: ${JSON.stringify(name)}; rename the variable`);
  });

  test.each(HOSTILE.filter((text) => text !== ''))('refuse the service account %j', (serviceAccount) => {
    expect(() => bootstrap({ template: { labels, serviceAccount } })).toThrow("the machines of WorkloadGroup 'shop/vm': template.serviceAccount must be");
    expect(() => bootstrap({ template: { labels } }, undefined, { namespace: serviceAccount })).toThrow(': the namespace must be');
  });
});
