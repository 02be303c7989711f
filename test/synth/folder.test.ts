import { spawn, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, AppProps, Chart, YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { MeshApp, MeshAppProps } from '../../src';
import { withLock } from '../../src/synth/lock';
import { markPlace } from '../../src/synth/place';
import { Stage } from '../../src/synth/stage';

jest.setTimeout(120_000); // a busy machine

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mesh-folder-'));
afterAll(() => fs.rmSync(scratch, { recursive: true }));
let folders = 0;
const fresh = () => path.join(scratch, `${folders++}`);
const LIST = '.cdk8s-mesh.files';

/** The files below a folder, but for the list. */
function filesIn(outdir: string): Record<string, string> {
  const names = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort().filter((f) => f !== LIST && fs.lstatSync(path.join(outdir, f)).isFile());
  return Object.fromEntries(names.map((f) => [f, fs.readFileSync(path.join(outdir, f), 'utf8')]));
}

const objectsIn = (outdir: string): any[] => Object.values(filesIn(outdir)).flatMap((text) => loadAll(text));

/** What a run prints to standard error. */
function stderrOf(run: () => void): string {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((line) => Boolean(lines.push(String(line))));
  try {
    run();
  } finally {
    spy.mockRestore();
  }
  return lines.join('');
}

interface Thing {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly data?: string;
}

const onLinux = process.platform === 'linux';
const here = onLinux ? `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fs.readlinkSync('/proc/self/ns/pid')}` : '-';

/** A lock of a process of this machine, unless told otherwise. */
function lockOf({ pid = process.pid, start = '-', space = here }: { pid?: number; start?: string; space?: string }): string {
  return `${pid} ${start} ${space} token\n`;
}

/** The number of a process that has ended. */
function ended(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** An app of one chart for each name, with the given objects. */
function app(outdir: string, charts: Record<string, Thing[]>, props: MeshAppProps = {}, Class: new (props: AppProps) => App = MeshApp): App {
  const made = new Class({ outdir, ...props });
  for (const [id, things] of Object.entries(charts)) {
    const chart = new Chart(made, id);
    things.forEach(({ apiVersion = 'v1', kind = 'ConfigMap', name, namespace, data = 'x' }, i) =>
      new ApiObject(chart, `o${i}`, { apiVersion, kind, metadata: { name, namespace }, data: { data } }));
  }
  return made;
}

describe('every object has its own file', () => {
  test('has the file name of cdk8s if that is unique, and otherwise includes the namespace', () => {
    const outdir = fresh();
    app(outdir, {
      a: [{ name: 'x', namespace: 'shop' }, { name: 'y', namespace: 'shop' }, { kind: 'Gateway', apiVersion: 'networking.istio.io/v1', name: 'edge', namespace: 'shop' }],
      b: [{ name: 'x', namespace: 'pay' }, { name: 'x' }, { kind: 'Gateway', apiVersion: 'gateway.networking.k8s.io/v1', name: 'edge', namespace: 'shop' }],
    }, { yamlOutputType: YamlOutputType.FILE_PER_RESOURCE }).synth();
    expect(Object.keys(filesIn(outdir))).toEqual([
      'ConfigMap.pay.x.k8s.yaml',
      'ConfigMap.shop.x.k8s.yaml',
      'ConfigMap.x.k8s.yaml',
      'ConfigMap.y.k8s.yaml',
      'Gateway.gateway.networking.k8s.io.shop.edge.k8s.yaml',
      'Gateway.networking.istio.io.shop.edge.k8s.yaml',
    ]);
  });

  const thing: fc.Arbitrary<Thing> = fc.record({
    apiVersion: fc.constantFrom('v1', 'a.io/v1', 'b.io/v1', 'b.io/v2'),
    kind: fc.constantFrom('Gateway', 'GateWay', 'Role'),
    // the same without regard to case, the same when cleaned, and names that contain a namespace
    name: fc.constantFrom('x', 'X', 'x:y', 'xy', 'x.y', 'shop.x', 'b.io.shop.x', 'l'.repeat(240), 'l'.repeat(239) + 'm'),
    namespace: fc.constantFrom(undefined, 'shop', 'pay', 'x'),
  });
  const TYPES = [YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE];

  test('has a unique file name in any app, whatever the letter case and the order', () => {
    let met = 0;
    fc.assert(fc.property(
      fc.dictionary(fc.constantFrom('a', 'A', 'eu', '0-a', 'a-b', 'b'), fc.array(thing, { maxLength: 8 }), { minKeys: 1 }),
      fc.dictionary(fc.constantFrom('eu', 'us'), fc.array(thing, { maxLength: 4 })),
      fc.constantFrom(...TYPES),
      (charts, clusters, yamlOutputType) => {
        const outdir = fresh();
        const made = app(outdir, charts, { yamlOutputType });
        for (const [name, things] of Object.entries(clusters)) {
          const scope = new Chart(made, `cluster-${name}`);
          markPlace(scope, { name, role: 'member' });
          things.forEach((t, i) => new ApiObject(scope, `o${i}`, { apiVersion: t.apiVersion!, kind: t.kind!, metadata: { name: t.name, namespace: t.namespace } }));
        }
        made.synth();
        const all = [...Object.values(charts), ...Object.values(clusters)].flat();
        expect(objectsIn(outdir).filter((o) => o)).toHaveLength(all.length);
        const names = Object.keys(filesIn(outdir));
        expect(new Set(names.map((n) => n.toLowerCase())).size).toBe(names.length);
        if (names.some((n) => /\.(shop|pay|x)\./.test(n))) met++;
        // a cluster's folder holds what goes to that cluster only
        for (const [name, things] of Object.entries(clusters)) {
          const inside = fs.existsSync(path.join(outdir, name)) ? objectsIn(path.join(outdir, name)).filter((o) => o) : [];
          expect(inside).toHaveLength(things.length);
        }
        fs.rmSync(outdir, { recursive: true });
      },
    ), { numRuns: 200 });
    expect(met).toBeGreaterThan(15);
  });

  test('has a name that does not depend on the order of the objects', () => {
    fc.assert(fc.property(fc.uniqueArray(thing, { maxLength: 10, selector: (t) => JSON.stringify(t) }), (things) => {
      const [one, two] = [fresh(), fresh()];
      app(one, { a: things }, { yamlOutputType: YamlOutputType.FILE_PER_RESOURCE }).synth();
      app(two, { a: [...things].reverse() }, { yamlOutputType: YamlOutputType.FILE_PER_RESOURCE }).synth();
      // where two have one identity, both are hashed by their place
      const same = new Set(things.map((t) => `${t.apiVersion?.split('/')[0]} ${t.kind} ${t.name} ${t.namespace}`.toLowerCase())).size === things.length;
      if (same && things.every((t) => t.name !== 'x:y' && t.name !== 'X' && t.kind !== 'GateWay')) expect(filesIn(two)).toEqual(filesIn(one));
      [one, two].forEach((d) => fs.rmSync(d, { recursive: true }));
    }), { numRuns: 60 });
  });
});

describe('a synth replaces the previous one', () => {
  test('removes files that are no longer written, with a message', () => {
    const outdir = fresh();
    app(outdir, { shop: [{ name: 'a' }], pay: [{ kind: 'Namespace', name: 'pay' }], crds: [{ kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1', name: 'things.example.com' }] }).synth();
    fs.writeFileSync(path.join(outdir, 'mine.k8s.yaml'), 'kind: Mine\n');
    expect(stderrOf(() => app(outdir, { shop: [{ name: 'a' }], pay: [{ kind: 'Namespace', name: 'pay' }] }).synth())).toBe(
      `cdk8s-mesh: removed a file from '${outdir}' that the app no longer writes: crds.k8s.yaml\n`
      + "cdk8s-mesh: the removed files defined CustomResourceDefinition things.example.com ('crds.k8s.yaml'); "
      + 'applying this folder with pruning deletes these from the cluster, together with everything in them\n');
    expect(stderrOf(() => app(outdir, { shop: [{ name: 'a' }] }).synth())).toContain("Namespace pay ('pay.k8s.yaml')");
    expect(Object.keys(filesIn(outdir))).toEqual(['mine.k8s.yaml', 'shop.k8s.yaml']);
    expect(stderrOf(() => app(outdir, { shop: [{ name: 'a' }] }).synth())).toBe('');
  });

  test('removes folders that become empty, but no others', () => {
    const outdir = fresh();
    const props = { yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE };
    app(outdir, { a: [{ name: 'x' }], b: [{ name: 'x' }], c: [{ name: 'x' }] }, props).synth();
    fs.writeFileSync(path.join(outdir, 'b', 'README'), '');
    stderrOf(() => app(outdir, { a: [{ name: 'x' }] }, props).synth());
    expect(fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort()).toEqual([LIST, 'a', 'a/ConfigMap.x.k8s.yaml', 'b', 'b/README']);
  });

  test('keeps manually changed files, foreign files, and listed files outside the folder', () => {
    const outdir = fresh();
    app(outdir, { a: [{ name: 'x' }], b: [{ name: 'x' }] }).synth();
    fs.appendFileSync(path.join(outdir, 'b.k8s.yaml'), '# by hand\n');
    const outside = path.join(scratch, 'outside.yaml');
    fs.writeFileSync(outside, fs.readFileSync(path.join(outdir, 'a.k8s.yaml')));
    const hash = fs.readFileSync(path.join(outdir, LIST), 'utf8').match(/[0-9a-f]{64}/)![0];
    fs.appendFileSync(path.join(outdir, LIST), `# ${hash} ../outside.yaml\n# ${hash} ${outside}\nnonsense\n`);
    for (let i = 0; i < 2; i++) { // again and again, until somebody decides
      expect(stderrOf(() => app(outdir, { a: [{ name: 'x' }] }).synth())).toBe(
        `cdk8s-mesh: kept '${path.join(outdir, 'b.k8s.yaml')}', which the app no longer writes, because it was edited by hand; delete it if it is not needed\n`);
    }
    expect(Object.keys(filesIn(outdir))).toEqual(['a.k8s.yaml', 'b.k8s.yaml']);
    expect(fs.existsSync(outside)).toBe(true);
  });

  describe('of apps with a name that share a folder', () => {
    test('is proposed if an app without a name removes all that was there', () => {
      const outdir = fresh();
      app(outdir, { a: [{ name: 'x' }] }).synth();
      expect(stderrOf(() => app(outdir, { b: [{ name: 'x' }] }).synth())).toBe(
        `cdk8s-mesh: removed a file from '${outdir}' that the app no longer writes: a.k8s.yaml; if another app wrote these, set appName on both\n`);
    });

    const things = { x: [{ name: 'x' }] };
    const listOf = (name: string) => `.cdk8s-mesh.${name}.files`;

    test('removes the files of its own app only', () => {
      const outdir = fresh();
      app(outdir, { a: [{ name: 'x' }], b: [{ name: 'x' }] }, { appName: 'shop' }).synth();
      app(outdir, { c: [{ name: 'x' }], d: [{ name: 'x' }] }, { appName: 'pay' }).synth();
      app(outdir, { e: [{ name: 'x' }], f: [{ name: 'x' }] }).synth();
      expect(stderrOf(() => app(outdir, { a: [{ name: 'x' }] }, { appName: 'shop' }).synth())).toBe(`cdk8s-mesh: removed a file from '${outdir}' that the app no longer writes: b.k8s.yaml\n`);
      expect(stderrOf(() => app(outdir, { c: [{ name: 'x' }] }, { appName: 'pay' }).synth())).toContain(': d.k8s.yaml\n');
      expect(stderrOf(() => app(outdir, { e: [{ name: 'x' }] }).synth())).toContain(': f.k8s.yaml\n');
      expect(fs.readdirSync(outdir).sort()).toEqual([LIST, listOf('pay'), listOf('shop'), 'a.k8s.yaml', 'c.k8s.yaml', 'e.k8s.yaml']);
      expect(loadAll(fs.readFileSync(path.join(outdir, listOf('pay')), 'utf8')).filter((d) => d)).toEqual([]);
      stderrOf(() => app(outdir, {}, { appName: 'pay' }).synth());
      expect(fs.readdirSync(outdir).sort()).toEqual([LIST, listOf('shop'), 'a.k8s.yaml', 'e.k8s.yaml']);
    });

    test.each<[string, MeshAppProps, MeshAppProps, string, string]>([
      ['two names', { appName: 'shop' }, { appName: 'pay' }, "app 'pay', but app 'shop'", listOf('shop')],
      ['a name and none', {}, { appName: 'pay' }, "app 'pay', but an app without appName", LIST],
      ['none and a name', { appName: 'shop' }, {}, "an app without appName, but app 'shop'", listOf('shop')],
    ])('never replaces a file of another one, whatever the letter case: %s', (_what, first, second, who, list) => {
      const outdir = fresh();
      app(outdir, { x: [{ name: 'x', data: 'first' }] }, { ...first, outputFileExtension: '.K8S.yaml' }).synth();
      const before = filesIn(outdir);
      expect(() => app(outdir, { ...things, y: [{ name: 'y' }] }, second).synth()).toThrow(`'${path.join(outdir, 'x.k8s.yaml')}' would be written by ${who} wrote it; rename the chart, `
        + `or set outdir to another folder; if both are one app, whose appName has changed, delete '${path.join(outdir, list)}'`);
      expect(filesIn(outdir)).toEqual(before);
      // what the other app has lost is nobody's
      fs.rmSync(path.join(outdir, 'x.K8S.yaml'));
      app(outdir, things, second).synth();
      expect(Object.keys(filesIn(outdir))).toContain('x.k8s.yaml');
      // and is not removed by it
      if (process.platform === 'linux') {
        stderrOf(() => app(outdir, { z: [{ name: 'z' }] }, first).synth());
        expect(Object.keys(filesIn(outdir))).toContain('x.k8s.yaml');
      }
    });
  });

  test('replaces files that were edited by hand or that it does not know, but says so', () => {
    const outdir = fresh();
    const charts = { a: [{ name: 'x' }], b: [{ name: 'x' }], c: [{ name: 'x' }], d: [{ name: 'x' }] };
    app(outdir, { a: charts.a, d: [{ name: 'x', data: 'old' }] }).synth();
    fs.appendFileSync(path.join(outdir, 'a.k8s.yaml'), '# by hand\n');
    for (const name of ['b', 'c']) fs.writeFileSync(path.join(outdir, `${name}.k8s.yaml`), 'kind: Mine\n');
    expect(stderrOf(() => app(outdir, charts).synth())).toBe(
      `cdk8s-mesh: replaced a file in '${outdir}' that had been edited by hand since the previous synth: a.k8s.yaml; change the app instead\n`
      + `cdk8s-mesh: replaced 2 files in '${outdir}' that no earlier synth of the app has listed: b.k8s.yaml, c.k8s.yaml\n`);
    expect(objectsIn(outdir)).toHaveLength(4);
    expect(stderrOf(() => app(outdir, charts).synth())).toBe('');
    // the same content is not worth a word
    fs.rmSync(path.join(outdir, LIST));
    expect(stderrOf(() => app(outdir, charts).synth())).toBe('');
  });

  test.each<[string, (file: string) => void, string]>([
    ['a link', (file) => fs.symlinkSync('../precious.yaml', file), "a link to '../precious.yaml', but the app writes a file of that name; remove the link,"],
    ['a link to nothing', (file) => fs.symlinkSync('nowhere', file), "a link to 'nowhere', but the app writes a file of that name; remove the link,"],
    ['a pipe', (file) => expect(spawnSync('mkfifo', [file]).status).toBe(0), 'a pipe, socket or device, but the app writes a file of that name; remove the pipe,'],
    ['a folder', (file) => fs.mkdirSync(file), 'a folder, but the app writes a file of that name; remove the folder,'],
  ])('never replaces %s, nor writes through it', (_what, make, message) => {
    const outdir = fresh();
    app(outdir, { a: [{ name: 'x' }] }).synth();
    const precious = path.join(outdir, '..', 'precious.yaml');
    fs.writeFileSync(precious, 'kind: Mine\n');
    make(path.join(outdir, 'b.k8s.yaml'));
    const before = fs.readFileSync(path.join(outdir, 'a.k8s.yaml'), 'utf8');
    expect(() => app(outdir, { a: [{ name: 'new' }], b: [{ name: 'x' }] }).synth()).toThrow(`'${path.join(outdir, 'b.k8s.yaml')}' is ${message} or rename the chart`);
    expect(fs.readFileSync(path.join(outdir, 'a.k8s.yaml'), 'utf8')).toBe(before);
    expect(fs.readFileSync(precious, 'utf8')).toBe('kind: Mine\n');
  });

  test('never replaces a list that is a link', () => {
    const outdir = fresh();
    fs.mkdirSync(outdir);
    fs.symlinkSync('../list', path.join(outdir, LIST));
    expect(() => app(outdir, { a: [{ name: 'x' }] }).synth()).toThrow(`'${path.join(outdir, LIST)}' must be the list of files that synth writes, got: a link to '../list'; remove it`);
  });

  test('allows two apps to share a folder if neither prunes', () => {
    const outdir = fresh();
    app(outdir, { a: [{ name: 'x' }] }, { prune: false }).synth();
    app(outdir, { b: [{ name: 'x' }] }, { prune: false }).synth();
    expect(Object.keys(filesIn(outdir))).toEqual(['a.k8s.yaml', 'b.k8s.yaml']);
    expect(stderrOf(() => app(outdir, { b: [{ name: 'x' }] }).synth())).toContain('a.k8s.yaml');
  });

  test('writes the same list of files, whatever the folder contained before', () => {
    const [one, two] = [fresh(), fresh()];
    app(one, { a: [{ name: 'x' }], b: [] }).synth();
    stderrOf(() => app(one, { b: [], a: [{ name: 'y' }] }).synth());
    app(two, { b: [], a: [{ name: 'y' }] }).synth();
    expect(fs.readFileSync(path.join(one, LIST), 'utf8')).toBe(fs.readFileSync(path.join(two, LIST), 'utf8'));
    expect(loadAll(fs.readFileSync(path.join(one, LIST), 'utf8')).filter((d) => d)).toEqual([]);
  });
});

describe('a failed synth', () => {
  const good = { a: [{ name: 'x', data: 'old' }], b: [{ name: 'x', data: 'old' }] };

  test('keeps all files of the previous one if an object fails', () => {
    const outdir = fresh();
    app(outdir, good).synth();
    const before = filesIn(outdir);
    const broken = app(outdir, { a: [{ name: 'x', data: 'new' }] });
    new ApiObject(new Chart(broken, 'b'), 'bad', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: new Date(0) } } as any);
    expect(() => broken.synth()).toThrow('Failed serializing construct');
    expect(filesIn(outdir)).toEqual(before);
  });

  /** Writes some chunks, and then fails. */
  function full(room: number) {
    const real = jest.requireActual<typeof fs>('fs');
    const write = real.writeFileSync;
    return jest.spyOn(real, 'writeFileSync').mockImplementation((...args) => {
      if (room-- <= 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      write(...args);
    });
  }

  test.each<readonly [string, (outdir: string) => jest.SpyInstance | undefined]>([
    ...[0, 1, 2, 3, 4].map((room) => [`a disk that is full after ${room} writes`, () => full(room)] as const),
    ['a file that a folder stands in the way of', (outdir: string) => (fs.rmSync(path.join(outdir, 'b.k8s.yaml')), fs.mkdirSync(path.join(outdir, 'b.k8s.yaml')), undefined)],
  ])('also keeps them for %s, and leaves no temporary files', (_what, hinder) => {
    const outdir = fresh();
    app(outdir, good).synth();
    const mock = hinder(outdir);
    const before = filesIn(outdir);
    try {
      expect(() => app(outdir, { a: [{ name: 'x', data: 'new' }], b: [{ name: 'x', data: 'new' }] }).synth()).toThrow(/ENOSPC|is a folder/);
    } finally {
      mock?.mockRestore();
    }
    expect(filesIn(outdir)).toEqual(before);
    expect(fs.readdirSync(outdir).sort()).toEqual([LIST, 'a.k8s.yaml', 'b.k8s.yaml']);
  });

  test('does not block the next one if it is killed', () => {
    const outdir = fresh();
    fs.mkdirSync(outdir);
    fs.writeFileSync(path.join(outdir, '.cdk8s-mesh.lock'), lockOf({ pid: ended() }));
    const [old, young] = ['.cdk8s-mesh-aaaaaa', '.cdk8s-mesh-bbbbbb'].map((n) => path.join(outdir, n));
    [old, young].forEach((f) => (fs.mkdirSync(f), new Stage(f).mark()));
    fs.utimesSync(old, 0, 0);
    app(outdir, good).synth();
    expect(fs.readdirSync(outdir).sort()).toEqual(['.cdk8s-mesh-bbbbbb', LIST, 'a.k8s.yaml', 'b.k8s.yaml']);
  });

  test('does not make the next one remove a folder that only looks like an abandoned one', () => {
    const outdir = fresh();
    const foreign = ['.cdk8s-mesh-backup', '.cdk8s-mesh-config', '.cdk8s-mesh-schema'].map((n) => path.join(outdir, n));
    foreign.forEach((f) => fs.mkdirSync(f, { recursive: true }));
    fs.writeFileSync(path.join(foreign[0], 'mine.yaml'), 'kind: Mine\n');
    fs.writeFileSync(path.join(foreign[1], 'cdk8s-mesh-stage'), 'of somebody else');
    fs.mkdirSync(path.join(foreign[2], 'cdk8s-mesh-stage'));
    foreign.forEach((f) => fs.utimesSync(f, 0, 0));
    app(outdir, good).synth();
    expect(foreign.map((f) => fs.readdirSync(f))).toEqual([['mine.yaml'], ['cdk8s-mesh-stage'], ['cdk8s-mesh-stage']]);
  });

  test('reports a folder with the name of its lock', () => {
    const outdir = fresh();
    fs.mkdirSync(path.join(outdir, '.cdk8s-mesh.lock'), { recursive: true });
    expect(() => app(outdir, good).synth()).toThrow(/\.cdk8s-mesh\.lock' must be a lock file that synth creates and removes, got: a folder; remove it$/);
  });

  test('is not caused by a file with the name of a former folder', () => {
    const outdir = fresh();
    app(outdir, good).synth();
    fs.appendFileSync(path.join(outdir, LIST), `# ${'0'.repeat(64)} b/x.yaml\n`);
    fs.writeFileSync(path.join(outdir, 'b'), 'not a folder');
    app(outdir, good).synth();
    expect(fs.readFileSync(path.join(outdir, 'b'), 'utf8')).toBe('not a folder');
  });

  test('is not caused by an old lock that is unreadable, whatever the clock of this machine says', () => {
    const outdir = fresh();
    const lock = path.join(outdir, '.cdk8s-mesh.lock');
    fs.mkdirSync(outdir);
    fs.symlinkSync('nowhere', lock);
    fs.lutimesSync(lock, 0, 0);
    const spy = jest.spyOn(Date, 'now').mockReturnValue(0);
    app(outdir, good).synth();
    spy.mockRestore();
    fs.symlinkSync('nowhere', lock);
    fs.lutimesSync(lock, 0, 0);
    app(outdir, good).synth();
    expect(fs.readdirSync(outdir).sort()).toEqual([LIST, 'a.k8s.yaml', 'b.k8s.yaml']);
  });
});

describe('the lock of another synth', () => {
  const charts = { a: [{ name: 'x' }] };

  /** Waits without pauses, and returns how many milliseconds they would have taken. */
  function waitedIn(run: () => void): number {
    let waited = 0;
    const spy = jest.spyOn(Atomics, 'wait').mockImplementation((...args) => ((waited += args[3]!), 'timed-out'));
    try {
      run();
    } finally {
      spy.mockRestore();
    }
    return waited;
  }

  function locked(content: string, time: Date): [outdir: string, lock: string] {
    const outdir = fresh();
    const lock = path.join(outdir, '.cdk8s-mesh.lock');
    fs.mkdirSync(outdir);
    fs.writeFileSync(lock, content);
    fs.utimesSync(lock, time, time);
    return [outdir, lock];
  }

  test.each([
    ['in the future', 86_400_000],
    ['now', 0],
    ['some minutes ago, perhaps by a wrong clock', -600_000],
  ])('is broken after a minute of waiting if it was written %s and does not change, with a message', (_when, offset) => {
    const [outdir, lock] = locked('1 elsewhere token\n', new Date(Date.now() + offset));
    let waited = 0;
    expect(stderrOf(() => waited = waitedIn(() => app(outdir, charts).synth()))).toBe(
      `cdk8s-mesh: waiting for the lock '${lock}' of another synth; if none is running, delete that file\n`);
    expect(waited).toBeGreaterThanOrEqual(60_000);
    expect(waited).toBeLessThan(61_000);
    expect(fs.readdirSync(outdir).sort()).toEqual([LIST, 'a.k8s.yaml']);
  });

  // a container with the host name of another one has process numbers of its own
  const [boot, namespace] = here.split('/');
  test.each<[string, () => string]>([
    ['in another process namespace', () => lockOf({ pid: ended(), space: `${boot}/pid:[1]` })],
    ['of another kernel', () => lockOf({ pid: ended(), space: `00000000-0000-0000-0000-000000000000/${namespace}` })],
    ['on a system that has no process namespaces', () => lockOf({ pid: ended(), space: '-' })],
    ['of an earlier version, which only told its host', () => `${ended()} ${os.hostname()} token\n`],
    ['that is no process number', () => lockOf({ pid: 0 })],
    ['that runs', () => lockOf({})],
  ])('is respected if its owner can not be shown to have ended: one %s', (_which, content) => {
    const [outdir] = locked(content(), new Date());
    const waited = { ms: 0 };
    stderrOf(() => waited.ms = waitedIn(() => app(outdir, charts).synth()));
    expect(waited.ms).toBeGreaterThanOrEqual(60_000);
  });

  (onLinux ? test : test.skip)('is broken at once if another process has the number of its owner by now', () => {
    const [outdir] = locked(lockOf({ start: '1' }), new Date());
    expect(stderrOf(() => app(outdir, charts).synth())).toBe('');
    expect(fs.readdirSync(outdir).sort()).toEqual([LIST, 'a.k8s.yaml']);
  });

  test('shows that its owner is alive, and is never written again once another one has taken it over', () => {
    const file = path.join(fresh(), 'lock');
    fs.mkdirSync(path.dirname(file));
    let now = 1_000_000;
    const spy = jest.spyOn(Date, 'now').mockImplementation(() => now);
    try {
      expect(() => withLock(file, 0, (beat) => {
        fs.utimesSync(file, 0, 0);
        beat();
        expect(fs.statSync(file).mtimeMs).toBe(0);
        now += 200;
        beat();
        expect(fs.statSync(file).mtimeMs).toBeGreaterThan(0);
        fs.utimesSync(file, 0, 0);
        now -= 3_600_000; // the clock was put back
        beat();
        expect(fs.statSync(file).mtimeMs).toBeGreaterThan(0);
        fs.renameSync(file, `${file}.aside`);
        fs.writeFileSync(file, 'of another one');
        now += 200;
        beat();
      })).toThrow(`another synth has taken over the lock '${file}', because this one stood still for too long; run it again`);
    } finally {
      spy.mockRestore();
    }
    expect(fs.readFileSync(file, 'utf8')).toBe('of another one');
  });

  test('is respected as long as it changes', () => {
    const [outdir, lock] = locked('1 elsewhere token\n', new Date());
    let pauses = 0;
    const spy = jest.spyOn(Atomics, 'wait').mockImplementation(() => {
      pauses++;
      if (pauses % 4000 === 0 && pauses < 12_000) fs.utimesSync(lock, pauses, pauses + Date.now() / 1000);
      if (pauses === 12_000) fs.rmSync(lock);
      return 'timed-out';
    });
    try {
      stderrOf(() => app(outdir, charts).synth());
    } finally {
      spy.mockRestore();
    }
    expect(pauses).toBe(12_000);
  });

  test('must be a file: a pipe is reported instead of read', () => {
    const outdir = fresh();
    fs.mkdirSync(outdir);
    const pipe = path.join(outdir, '.cdk8s-mesh.lock');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    expect(() => app(outdir, charts).synth()).toThrow(`'${pipe}' must be a lock file that synth creates and removes, got: a pipe, socket or device; remove it`);
    expect(fs.readdirSync(outdir)).toEqual(['.cdk8s-mesh.lock']);
  });
});

describe('a link in the output folder', () => {
  const props = { yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE };
  const charts = { 0: [{ name: 'x', data: 'new' }], a: [{ name: 'x', data: 'new' }] };

  test('never leads files out of it: nothing is written', () => {
    const [outdir, shared] = [fresh(), fresh()];
    app(outdir, { 0: [{ name: 'x' }] }, props).synth();
    const before = filesIn(outdir);
    fs.mkdirSync(shared);
    const link = path.join(outdir, 'a');
    fs.symlinkSync(path.relative(outdir, shared), link);
    expect(() => app(outdir, charts, props).synth()).toThrow(
      `'${link}' must not lead out of the output folder, got: a link to '${fs.realpathSync(shared)}'; replace the link by a folder, or set outdir to the folder that it leads to`);
    expect(filesIn(outdir)).toEqual(before);
    expect(fs.readdirSync(shared)).toEqual([]);
  });

  test('never leads the removal of files out of it, not even to a sibling whose name begins alike', () => {
    const outdir = fresh();
    const sibling = `${outdir}-other`;
    app(outdir, { 0: [{ name: 'x' }], a: [{ name: 'x' }] }, props).synth();
    fs.mkdirSync(sibling);
    fs.renameSync(path.join(outdir, 'a', 'ConfigMap.x.k8s.yaml'), path.join(sibling, 'ConfigMap.x.k8s.yaml'));
    fs.rmdirSync(path.join(outdir, 'a'));
    fs.symlinkSync(sibling, path.join(outdir, 'a'));
    const before = filesIn(outdir);
    expect(() => app(outdir, { 0: [{ name: 'x', data: 'new' }] }, props).synth()).toThrow(`'${path.join(outdir, 'a')}' must not lead out of the output folder`);
    expect(filesIn(outdir)).toEqual(before);
    expect(fs.readdirSync(sibling)).toEqual(['ConfigMap.x.k8s.yaml']);
    // without pruning nothing is removed
    app(outdir, { 0: [{ name: 'x', data: 'new' }] }, { ...props, prune: false }).synth();
    expect(fs.readdirSync(sibling)).toEqual(['ConfigMap.x.k8s.yaml']);
  });

  test('may lead to a folder within it, and may be the output folder itself', () => {
    const [real, outdir] = [fresh(), fresh()];
    fs.mkdirSync(path.join(real, 'b'), { recursive: true });
    fs.symlinkSync('b', path.join(real, 'a'));
    fs.symlinkSync(real, outdir);
    app(outdir, charts, props).synth();
    expect(['0', 'b'].map((folder) => fs.readdirSync(path.join(real, folder)))).toEqual([['ConfigMap.x.k8s.yaml'], ['ConfigMap.x.k8s.yaml']]);
    stderrOf(() => app(outdir, { 0: [{ name: 'x' }] }, props).synth());
    expect(['0', 'b'].map((folder) => fs.readdirSync(path.join(real, folder)))).toEqual([['ConfigMap.x.k8s.yaml'], []]);
  });

  test('is reported if it leads to nothing', () => {
    const outdir = fresh();
    fs.mkdirSync(outdir);
    fs.symlinkSync('nowhere', path.join(outdir, 'a'));
    expect(() => app(outdir, charts, props).synth()).toThrow(`'${path.join(outdir, 'a')}' must be a folder, since the app writes files to it, got: a link to no folder; remove the link`);
    expect(filesIn(outdir)).toEqual({});
  });
});

describe('a folder that cannot be written', () => {
  const props = { yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE };

  /** Refuses access to a folder, as the system does to every user but root. */
  function refuse(folder: string, run: () => void): void {
    const real = jest.requireActual<typeof fs>('fs');
    const access = real.accessSync;
    const spy = jest.spyOn(real, 'accessSync').mockImplementation((file, mode) => {
      if (file === folder) throw Object.assign(new Error('EACCES: permission denied, access'), { code: 'EACCES' });
      access(file, mode);
    });
    try {
      run();
    } finally {
      spy.mockRestore();
    }
  }

  test.each(['written', 'pruned'])('is reported before any other is changed: a chart is %s there', (what) => {
    const outdir = fresh();
    const charts = (data: string, ...names: string[]) => Object.fromEntries(names.map((name) => [name, [{ name: 'x', data }]]));
    app(outdir, charts('old', 'a', 'b'), props).synth();
    const before = filesIn(outdir);
    const locked = path.join(outdir, 'b');
    refuse(locked, () => expect(() => app(outdir, charts('new', 'a', 'new', ...what === 'written' ? ['b'] : []), props).synth())
      .toThrow(`the folder '${locked}' can't be written (EACCES), so no file was changed; grant write permission on it, or set outdir to another folder`));
    expect(filesIn(outdir)).toEqual(before);
    expect(fs.readdirSync(outdir).sort()).toEqual([LIST, 'a', 'b']);
  });

  test('is reported if its list cannot be read', () => {
    const outdir = fresh();
    const list = path.join(outdir, LIST);
    app(outdir, { a: [{ name: 'x' }] }).synth();
    const before = filesIn(outdir);
    const real = jest.requireActual<typeof fs>('fs');
    const read = real.readFileSync;
    const spy = jest.spyOn(real, 'readFileSync').mockImplementation((file, ...more) => {
      if (file === list) throw Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' });
      return read(file, ...more);
    });
    try {
      expect(() => app(outdir, { b: [{ name: 'x' }] }).synth()).toThrow(`the list of written files '${list}' can't be read (EACCES), so no file was changed; grant read permission on it`);
    } finally {
      spy.mockRestore();
    }
    expect(filesIn(outdir)).toEqual(before);
  });

  test('is reported if it is the output folder', () => {
    const outdir = fresh();
    refuse(outdir, () => expect(() => app(outdir, { a: [{ name: 'x' }] }).synth()).toThrow(`the output folder '${outdir}' can't be written (EACCES), so no file was changed; grant`));
    expect(fs.readdirSync(outdir)).toEqual([]);
  });

  test.each<[string, (at: string) => string]>([
    ['a file has that name', (at) => (fs.writeFileSync(at, ''), at)],
    ['a link of that name leads to no folder', (at) => (fs.symlinkSync('nowhere/below', at), at)],
    ['a part of its path is a file', (at) => (fs.writeFileSync(at, ''), path.join(at, 'dist'))],
  ])('is reported if it cannot be created: %s', (why, hinder) => {
    const outdir = hinder(fresh());
    expect(() => app(outdir, { a: [{ name: 'x' }] }).synth()).toThrow(
      `the output folder '${outdir}' can't be created, because ${why}; remove the obstacle, or set outdir to another folder`);
  });

  test.each<[string, (outdir: string) => void, string]>([
    ['a file with the name of a folder', (outdir) => fs.writeFileSync(path.join(outdir, 'a'), ''), "a' must be a folder, since the app writes files to it, got: a file; remove it, or rename the chart"],
    ['a folder with the name of the list', (outdir) => fs.mkdirSync(path.join(outdir, LIST)), "' must be the list of files that synth writes, got: a folder; remove it"],
  ])('is reported for %s', (_what, hinder, message) => {
    const outdir = fresh();
    fs.mkdirSync(outdir);
    hinder(outdir);
    expect(() => app(outdir, { 0: [{ name: 'x' }], a: [{ name: 'x' }] }, props).synth()).toThrow(message);
    expect(fs.readdirSync(outdir)).toHaveLength(1);
  });
});

test('synths at the same time do not mix, and a reader never sees partial files', async () => {
  const outdir = fresh();
  const script = path.join(scratch, 'writer.ts');
  fs.writeFileSync(script, `
import { ApiObject, Chart } from ${JSON.stringify(require.resolve('cdk8s'))};
import { MeshApp } from ${JSON.stringify(path.join(__dirname, '../../src/synth/app'))};
const [outdir, id] = process.argv.slice(2);
for (let i = 0; i < 25; i++) {
  const app = new MeshApp({ outdir });
  for (const name of ['a', 'b', 'c', id]) {
    const chart = new Chart(app, name);
    for (let k = 0; k < 40; k++) new ApiObject(chart, 'o' + k, { apiVersion: 'v1', kind: 'ConfigMap', data: { writer: id, round: String(i) } } as any);
  }
  app.synth();
}
`);
  const tsx = path.join(path.dirname(require.resolve('tsx/package.json')), 'dist', 'cli.mjs');
  const writers = ['one', 'two'].map((id) => spawn(process.execPath, [tsx, script, outdir, id], { stdio: ['ignore', 'ignore', 'pipe'] }));
  const ends = writers.map((w) => new Promise<number | null>((ok) => {
    w.stderr.resume();
    w.on('exit', ok);
  }));
  let [running, reads] = [true, 0];
  const done = Promise.all(ends).then((codes) => ((running = false), codes));
  const partial: string[] = [];
  while (running) {
    for (const name of ['a', 'b', 'c']) {
      let text: string;
      try {
        text = fs.readFileSync(path.join(outdir, `${name}.k8s.yaml`), 'utf8');
      } catch {
        continue;
      }
      reads++;
      if (text.split('\n---\n').length !== 40 || new Set(text.match(/writer: .*|round: .*/g)).size !== 2) partial.push(text);
    }
    await new Promise((ok) => setImmediate(ok));
  }
  expect(await done).toEqual([0, 0]);
  expect(partial).toEqual([]);
  expect(reads).toBeGreaterThan(10);
  // the last one wins whole
  const files = filesIn(outdir);
  const last = new Set(Object.values(files).flatMap((text) => text.match(/writer: .*/g)!));
  expect(last.size).toBe(1);
  expect(Object.keys(files)).toEqual(['a', 'b', 'c', [...last][0].replace('writer: ', '')].map((n) => `${n}.k8s.yaml`));
  expect(fs.readdirSync(outdir).filter((n) => n.startsWith('.'))).toEqual([LIST]);
});
