import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parseArgs } from 'util';
import { NODES, TYPESCRIPTS } from './supported';

/*
 * Packs the package, installs the tarball into a fresh project outside of this one, compiles an app there as a user would,
 * and lets the cdk8s command line synthesize it, once with our App and once with cdk8s' own: the files must be the same.
 * With --matrix it also compiles with each supported TypeScript and synthesizes with each supported Node.js.
 */

const root = path.join(__dirname, '..', '..');
const { values: args } = parseArgs({
  options: {
    newest: { type: 'boolean', default: false }, // the newest cdk8s and constructs, not those at the floor of the range
    matrix: { type: 'boolean', default: false }, // every supported TypeScript and Node.js, not those of this project alone
    keep: { type: 'boolean', default: false }, // leave the project where it is
  },
});

function run(cwd: string, env: Record<string, string>, command: string, ...rest: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, rest, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) {
    throw new Error(`${[command, ...rest].join(' ')} ended with ${status} in ${cwd}\n${stdout}\n${stderr}`);
  }
  return stdout;
}

function filesOf(folder: string): Map<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => !f.startsWith('.') && fs.statSync(path.join(folder, f)).isFile());
  return new Map(files.sort().map((f) => [f, fs.readFileSync(path.join(folder, f), 'utf8')]));
}

/** The cdk8s-plus of the project: that of its template for the newest, an old one at the floor. */
const PLUS = args.newest ? 'cdk8s-plus-33' : 'cdk8s-plus-28';

const MAIN = `
import { App, AppProps, Chart } from 'cdk8s';
import * as kplus from '${PLUS}';
import { Identity, Mesh, MeshService, ServicePort } from 'cdk8s-mesh';
import { bookinfo } from './bookinfo';
import { onlineBoutique } from './online-boutique';

function plus(props: AppProps): App {
  const app = new App(props);
  const mesh = new Mesh(app, 'mesh');
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const container = { image: 'registry.example.com/shop:1', portNumber: 8080 };
  const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(8080)] });
  cart.addVersion('v1', { workload: new kplus.Deployment(chart, 'cart-v1', { containers: [container] }) });
  const web = new kplus.Deployment(chart, 'web-pods', { containers: [container] }).exposeViaService({ ports: [{ name: 'http', port: 8080 }] });
  MeshService.fromService(chart, 'web', web, Identity.fromServiceAccount({ namespace: 'shop', serviceAccount: 'default' })).calls(cart);
  return app;
}

for (const build of [bookinfo, onlineBoutique, plus]) {
  const app = build({ outdir: \`\${process.env.CDK8S_OUTDIR}/\${build.name}\` });
  process.env.WITH === 'cdk8s' ? App.prototype.synth.call(app) : app.synth();
}
`;

function main(project: string): void {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  run(root, {}, 'npx', 'projen', 'compile'); // jsii, and what is done to its output
  const [packed] = JSON.parse(run(root, {}, 'npm', 'pack', '--json', '--pack-destination', project));
  const floor = (name: string) => `${name}@${args.newest ? 'latest' : manifest.devDependencies[name]}`;
  const cli = JSON.parse(fs.readFileSync(path.join(root, 'node_modules', 'cdk8s-cli', 'package.json'), 'utf8')).version;

  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'shop', private: true }));
  fs.writeFileSync(path.join(project, 'cdk8s.yaml'), 'language: typescript\napp: node main.js\n');
  run(project, {}, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund',
    `./${packed.filename}`, floor('cdk8s'), floor('constructs'), floor(PLUS), `cdk8s-cli@${cli}`);

  for (const example of ['bookinfo', 'online-boutique']) {
    fs.copyFileSync(path.join(root, 'examples', example, 'main.ts'), path.join(project, `${example}.ts`));
  }
  fs.writeFileSync(path.join(project, 'main.ts'), MAIN);
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  run(project, {}, process.execPath, tsc, ...COMPILE);
  importAsModule(project);

  const written = ['ours', 'cdk8s'].map((which) => {
    run(project, { WITH: which, CI: '1' }, 'npx', 'cdk8s', 'synth', '--output', which);
    return filesOf(path.join(project, which));
  });
  const [ours, theirs] = written;
  if (ours.size === 0) {
    throw new Error('cdk8s synth wrote nothing');
  }
  // the list of own files is MeshApp's alone
  for (const file of [...new Set([...ours.keys(), ...theirs.keys()])].filter((f) => path.basename(f) !== '.cdk8s-mesh.files')) {
    if (ours.get(file) !== theirs.get(file)) {
      throw new Error(`${file} differs between our App and that of cdk8s, in ${project}`);
    }
  }
  // each example is a cluster of its own
  const checked = fs.readdirSync(path.join(project, 'ours')).map((app) => run(project, {}, 'npx', 'cdk8s-mesh', 'check', path.join('ours', app)).trim().split('\n').pop());
  const version = JSON.parse(fs.readFileSync(path.join(project, 'node_modules', 'cdk8s', 'package.json'), 'utf8')).version;
  console.log(`${packed.filename}: ${Math.round(packed.size / 1024)} KB, ${packed.entryCount} files`);
  checked.forEach((line) => console.log(line));
  if (args.matrix) {
    matrix(project, ours);
  }
  console.log(`with cdk8s ${version} and ${PLUS}: ${ours.size} files synthesized, the same with our App and cdk8s' own`);
}

/** An ECMAScript module can import every export by its name, although exports are loaded when they are first read. */
function importAsModule(project: string): void {
  const script = "import * as all from 'cdk8s-mesh'; import { createRequire } from 'module'; console.log(Object.keys(createRequire(import.meta.url)('cdk8s-mesh')).filter((name) => all[name] === undefined).join(', '));";
  const missing = run(project, {}, process.execPath, '--input-type=module', '--eval', script).trim();
  if (missing !== '') throw new Error(`an ECMAScript module cannot import ${missing} from the package; see tools/package/lazy-index.ts and bundle.ts`);
}

/** Options of a strict consumer. Declarations of the package are checked with it, as skipLibCheck is not set. */
const COMPILE = ['--strict', '--target', 'es2022', '--module', 'node16', '--types', 'node', '--typeRoots', path.join(root, 'node_modules', '@types'), 'main.ts'];

/** The app compiles with each supported TypeScript, and writes the same files with each supported Node.js. */
function matrix(project: string, expected: ReadonlyMap<string, string>): void {
  const named = (name: string, version: string) => `${name}-${version}`;
  run(project, {}, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-save',
    ...TYPESCRIPTS.map((v) => `${named('typescript', v)}@npm:typescript@~${v}.0`), ...NODES.map((v) => `${named('node', v)}@npm:node@${v}`));
  const installed = (name: string, ...file: string[]) => path.join(project, 'node_modules', name, ...file);
  for (const version of TYPESCRIPTS) {
    run(project, {}, process.execPath, installed(named('typescript', version), 'bin', 'tsc'), '--noEmit', ...COMPILE);
    console.log(`compiles with TypeScript ${version}`);
  }
  for (const version of NODES) {
    const outdir = path.join(project, named('node', version));
    run(project, { WITH: 'ours', CI: '1', CDK8S_OUTDIR: outdir }, installed(named('node', version), 'bin', 'node'), 'main.js');
    const written = filesOf(outdir);
    const different = [...new Set([...expected.keys(), ...written.keys()])].filter((file) => expected.get(file) !== written.get(file));
    if (different.length > 0) {
      throw new Error(`Node.js ${version} wrote ${different.join(', ')} differently, in ${outdir}; run with --keep to look at it`);
    }
    console.log(`synthesizes the same files with Node.js ${version}`);
  }
}

const project = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk8s-mesh-pack-'));
try {
  main(project);
} finally {
  args.keep ? console.log(project) : fs.rmSync(project, { recursive: true });
}
