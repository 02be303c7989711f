import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parseArgs } from 'util';
import { polyglot } from '../../examples/polyglot/main';

/*
 * Installs the bindings of a language, as `.bindings` has them, into a fresh project, runs the example of four languages there, and
 * compares what it writes with what the TypeScript of it writes: the files must be the same, to the byte.
 */

const root = path.join(__dirname, '..', '..');
const bindings = path.join(root, '.bindings');
const sources = path.join(root, 'examples', 'polyglot');

interface Language {
  /** The file of the example. */
  readonly source: string;
  /** Installs the bindings, and compiles the example where that is a step of its own. */
  prepare(project: string): void;
  /** The command that runs the example. */
  command(project: string): [string, ...string[]];
}

function run(cwd: string, env: Record<string, string>, command: string, ...rest: string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, rest, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) {
    throw new Error(`${[command, ...rest].join(' ')} ended with ${error?.message ?? status} in ${cwd}\n${stdout}\n${stderr}`);
  }
}

/** The file of a folder that ends so and was written last: an earlier version may have left others. */
function newest(folder: string, end: string): string {
  const found = fs.readdirSync(folder).filter((f) => f.endsWith(end)).map((f) => path.join(folder, f));
  if (found.length === 0) {
    throw new Error(`${folder} has no file *${end}; package the bindings first`);
  }
  return found.sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs)[0];
}

const venv = (project: string, program: string) => path.join(project, 'venv', 'bin', program);

const PYTHON: Language = {
  source: 'main.py',
  prepare(project) {
    run(project, {}, 'python3', '-m', 'venv', 'venv');
    run(project, {}, venv(project, 'pip'), 'install', '--quiet', '--disable-pip-version-check', newest(path.join(bindings, 'python'), '.whl'));
  },
  command: (project) => [venv(project, 'python'), 'main.py'],
};

/** The modules that lie beside us in `.bindings/go`, by name: the proxy may lack those versions. */
function goModules(): [name: string, folder: string][] {
  return fs.readdirSync(path.join(bindings, 'go'))
    .map((folder) => path.join(bindings, 'go', folder))
    .map((folder) => [/^module (.*)$/m.exec(fs.readFileSync(path.join(folder, 'go.mod'), 'utf8'))![1], folder]);
}

const GO: Language = {
  source: 'main.go',
  prepare(project) {
    const modules = goModules();
    const ours = fs.readFileSync(path.join(bindings, 'go', 'cdk8smesh', 'go.mod'), 'utf8');
    fs.writeFileSync(path.join(project, 'go.mod'), [
      'module shop',
      /^go .*$/m.exec(ours)![0],
      /^require \([^]*?^\)/m.exec(ours)![0],
      `require ${modules.find(([name]) => name.endsWith('/cdk8smesh'))![0]} v0.0.0`,
      ...modules.map(([name, folder]) => `replace ${name} => ${folder}`),
    ].join('\n\n'));
    run(project, {}, 'go', 'build', '-mod=mod', '-o', 'shop', '.');
  },
  command: (project) => [path.join(project, 'shop')],
};

const JAVA: Language = {
  source: 'Main.java',
  prepare(project) {
    fs.mkdirSync(path.join(project, 'src', 'main', 'java'), { recursive: true });
    fs.renameSync(path.join(project, 'Main.java'), path.join(project, 'src', 'main', 'java', 'Main.java'));
    const versions = path.join(bindings, 'java', 'org', 'cdk8s', 'mesh', 'cdk8s-mesh');
    const version = path.basename(path.dirname(fs.readdirSync(versions).filter((v) => /^\d/.test(v)).map((v) => newest(path.join(versions, v), '.jar'))
      .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs)[0]));
    fs.writeFileSync(path.join(project, 'pom.xml'), `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>shop</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <repositories>
    <repository><id>bindings</id><url>file://${path.join(bindings, 'java')}</url></repository>
  </repositories>
  <dependencies>
    <dependency><groupId>org.cdk8s.mesh</groupId><artifactId>cdk8s-mesh</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`);
    // a repository of its own, without what an earlier run built: a release is never asked for twice
    const local = path.join(bindings, 'm2');
    fs.rmSync(path.join(local, 'org', 'cdk8s', 'mesh'), { recursive: true, force: true });
    run(project, {}, 'mvn', '--batch-mode', '--quiet', `-Dmaven.repo.local=${local}`, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath');
  },
  command: (project) => ['java', '-cp', `target/classes:${fs.readFileSync(path.join(project, 'classpath'), 'utf8').trim()}`, 'Main'],
};

const LANGUAGES: { readonly [name: string]: Language } = { python: PYTHON, java: JAVA, go: GO };

/** The files of a folder, by name. */
function filesOf(folder: string): Map<string, string> {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  return new Map(files.map((f) => [f, fs.readFileSync(path.join(folder, f), 'utf8')]));
}

function main(name: string, project: string): void {
  const language = LANGUAGES[name];
  if (!language) {
    throw new Error(`there is no language '${name}'; there are: ${Object.keys(LANGUAGES).join(', ')}`);
  }
  fs.copyFileSync(path.join(sources, language.source), path.join(project, language.source));
  language.prepare(project);
  run(project, { CDK8S_OUTDIR: path.join(project, 'theirs') }, ...language.command(project));
  polyglot({ outdir: path.join(project, 'ours') }).synth();

  const [ours, theirs] = ['ours', 'theirs'].map((folder) => filesOf(path.join(project, folder)));
  const differ = [...new Set([...ours.keys(), ...theirs.keys()])].filter((file) => ours.get(file) !== theirs.get(file));
  if (ours.size === 0 || differ.length > 0) {
    throw new Error(ours.size === 0 ? 'the example wrote nothing' : `${language.source} and main.ts write different files: ${differ.join(', ')}; run with --keep to see them`);
  }
  console.log(`${language.source}: ${ours.size} files, the same as those of main.ts`);
}

const { values: args, positionals: [language = ''] } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'boolean', default: false } }, // leave the project where it is
});
const project = fs.mkdtempSync(path.join(os.tmpdir(), `cdk8s-mesh-${language}-`));
try {
  main(language, project);
} finally {
  args.keep ? console.log(project) : fs.rmSync(project, { recursive: true });
}
