import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, AppProps, Chart, IResolver, JsonPatch, Lazy, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { MeshApp } from '../../src';
import { documentOf } from '../../src/synth/documents';

jest.setTimeout(60_000); // a busy machine

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mesh-app-'));
afterAll(() => fs.rmSync(scratch, { recursive: true }));
let folders = 0;

type Build = (app: App) => void;

/** The files (or the error) that a build gives in an app of a class. */
function synth(Class: new (props: AppProps) => App, build: Build, props: AppProps = {}): Record<string, string> | string {
  const outdir = path.join(scratch, `${folders++}`);
  const app = new Class({ outdir, ...props });
  build(app);
  try {
    app.synth();
  } catch (e) {
    return (e as Error).message;
  }
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort().filter((f) => !f.startsWith('.') && fs.statSync(path.join(outdir, f)).isFile());
  return Object.fromEntries(files.map((f) => [f, fs.readFileSync(path.join(outdir, f), 'utf8')]));
}

function expectSame(build: Build, props: AppProps = {}): Record<string, string> | string {
  const ours = synth(MeshApp, build, props);
  expect(ours).toEqual(synth(App, build, props));
  return ours;
}

function object(scope: Construct, id: string, spec: unknown = { id }): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'example.com/v1', kind: 'Thing', spec } as any);
}

const OUTPUTS = [
  YamlOutputType.FILE_PER_APP,
  YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_RESOURCE,
  YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

describe('writes the files of cdk8s', () => {
  /** One of everything that the renderer handles differently. */
  const zoo: Build = (app) => {
    const chart = new Chart(app, 'zoo', { namespace: 'zoo', labels: { team: 'x' } });
    object(chart, 'plain', { z: 1, a: [{ c: null, b: undefined, d: {} }, [], [[1, 'y']], 0.5, true] });
    object(chart, 'lazy', { nested: { lazy: Lazy.any({ produce: () => ({ list: [Lazy.any({ produce: () => 'v' })] }) }) } });
    object(chart, 'token', { t: { resolve: () => ({ from: 'token' }) } });
    object(chart, 'patched').addJsonPatch(JsonPatch.add('/spec/unknown', { x: null, y: [1] }), JsonPatch.remove('/spec/id'));
    object(chart, 'text', { script: '#!/bin/sh\nset -e\necho "hi"\n', crlf: 'a\r\nb\r\n', port: '8080', on: 'on' });
    object(chart, 'union', { port: new (class { constructor(readonly value: number) {} })(80) });
    const meta = new ApiObject(chart, 'meta', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'meta', labels: { l: '1' }, annotations: {}, generateName: 'g', ownerReferences: [] }, data: { b: '1', a: '2', 10: 'x' },
    } as any);
    meta.metadata.addAnnotation('a', 'b');
    meta.metadata.addFinalizers('example.com/f');
    meta.metadata.add('extra', Lazy.any({ produce: () => ({ empty: {}, full: { x: 1 } }) }));
    new kplus.Deployment(chart, 'deployment', { containers: [{ image: 'nginx', portNumber: 80 }] }).exposeViaService();
    new (class extends ApiObject {
      public toJson() {
        const shared = { s: 1 };
        return { apiVersion: 'v1', kind: 'Own', metadata: { name: 'own' }, a: shared, b: shared };
      }
    })(chart, 'own', { apiVersion: 'v1', kind: 'Own' });
    new Chart(app, 'empty');
    const own = new (class extends Chart {
      public toJson() {
        return [...super.toJson(), { kind: 'Extra', metadata: { name: 'extra' } }];
      }
    })(app, 'own-chart');
    object(own, 'o');
    object(new Construct(new Construct(chart, 'deep'), 'deeper'), 'o');
  };

  test.each(OUTPUTS)('for an app with every kind of content, with output type %p', (yamlOutputType) => {
    const files = expectSame(zoo, { yamlOutputType, recordConstructMetadata: true });
    expect(Object.keys(files).length).toBeGreaterThan(1);
  });

  test('as a single text', () => {
    const [ours, theirs] = [new MeshApp({ outdir: scratch }), new App({ outdir: scratch })];
    [ours, theirs].forEach(zoo);
    expect(ours.synthYaml()).toBe(theirs.synthYaml());
    expect(ours.synthYaml()).toContain('\n---\n');
  });

  test('for a custom file extension and a resolver', () => {
    const upper: IResolver = {
      resolve: (c) => {
        if (typeof c.value === 'string' && c.key[0] === 'spec' && /[a-z]/.test(c.value)) {
          c.replaceValue(c.value.toUpperCase());
        }
      },
    };
    const files = expectSame((app) => object(new Chart(app, 'c'), 'o', { deep: ['text'] }), { outputFileExtension: '.yml', resolvers: [upper] });
    expect(Object.keys(files)).toEqual(['c.yml']);
    expect(Object.values(files)[0]).toContain('TEXT');
  });

  test('for an app without charts', () => {
    OUTPUTS.forEach((yamlOutputType) => expect(expectSame(() => {}, { yamlOutputType })).toEqual({}));
  });

  test('unsorted, if requested', () => {
    process.env.CDK8S_DISABLE_SORT = '1';
    try {
      expect(JSON.stringify(expectSame((app) => object(new Chart(app, 'c'), 'o', { z: 1, a: 2 })))).toMatch(/z: 1.*a: 2/);
    } finally {
      delete process.env.CDK8S_DISABLE_SORT;
    }
  });

  test('keeps the other files in the folder', () => {
    const outdir = path.join(scratch, 'kept');
    fs.mkdirSync(outdir);
    fs.writeFileSync(path.join(outdir, 'mine.txt'), 'x');
    new MeshApp({ outdir }).synth();
    expect(fs.readdirSync(outdir)).toEqual(['mine.txt']);
  });
});

/** A random tree: each construct below an earlier one, dependencies between any two. */
interface Plan {
  readonly nodes: { kind: 'chart' | 'construct' | 'object'; parent: number; id: string }[];
  readonly edges: [number, number][];
}
const plan: fc.Arbitrary<Plan> = fc.record({
  nodes: fc.array(fc.record({
    kind: fc.constantFrom('chart' as const, 'chart' as const, 'construct' as const, 'object' as const, 'object' as const),
    parent: fc.nat(20),
    id: fc.constantFrom('a', 'b', '2', '10', '007'),
  }), { minLength: 2, maxLength: 14 }),
  edges: fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 4 }),
});

function grow({ nodes, edges }: Plan): Build {
  return (app) => {
    const made: Construct[] = [app];
    nodes.forEach(({ kind, parent, id }, i) => {
      let scope = made[parent % made.length];
      if (kind === 'object' && !scope.node.scopes.some((s) => Chart.isChart(s))) {
        scope = made.find((c) => Chart.isChart(c)) ?? app.node.tryFindChild('first') as Chart ?? new Chart(app, 'first');
      }
      const free = scope.node.tryFindChild(id) === undefined ? id : `n${i}`;
      made.push(kind === 'chart' ? new Chart(scope, free) : kind === 'object' ? object(scope, free) : new Construct(scope, free));
    });
    for (const [a, b] of edges) {
      const [from, to] = [made[a % made.length], made[b % made.length]];
      if (from !== to) { // cdk8s overflows its stack on these
        from.node.addDependency(to);
      }
    }
  };
}

describe('order', () => {
  const props = fc.record({ yamlOutputType: fc.constantFrom(...OUTPUTS), recordConstructMetadata: fc.boolean() });

  test('equals the output of cdk8s for random trees and dependencies', () => {
    let [written, refused] = [0, 0];
    fc.assert(fc.property(plan, props, (p, appProps) => {
      const [ours, theirs] = [MeshApp, App].map((Class) => synth(Class, grow(p), appProps));
      if (typeof ours === 'string' && typeof theirs === 'string') {
        refused++;
        expect(ours.split(':')[0]).toBe(theirs.split(':')[0]); // the ring may be told from another of its members
      } else {
        written++;
        expect(ours).toEqual(theirs);
      }
    }), { numRuns: 600 });
    expect(Math.min(written, refused)).toBeGreaterThan(30);
  });

  test('with dependencies numbers the files like cdk8s', () => {
    const files = expectSame((app) => {
      const [a, b] = ['a', 'b'].map((id) => new Chart(app, id));
      object(a, 'x');
      object(b, 'y');
      a.addDependency(b);
    });
    expect(Object.keys(files)).toEqual(['0000-b.k8s.yaml', '0001-a.k8s.yaml']);
  });

  test('with a long chain of dependencies takes linear time', () => {
    const app = new MeshApp({ outdir: path.join(scratch, 'ladder') });
    const chart = new Chart(app, 'c');
    const layers = Array.from({ length: 60 }, (_, l) => [0, 1].map((i) => object(chart, `l${l}-${i}`)));
    layers.slice(1).forEach((layer, l) => layer.forEach((o) => o.addDependency(...layers[l]))); // 2^60 paths
    const [a, b] = ['a', 'b'].map((id) => new Chart(app, id));
    for (let i = 0; i < 1000; i++) { // a million pairs
      object(a, `o${i}`);
      object(b, `o${i}`);
    }
    a.addDependency(b);
    const start = process.cpuUsage(); // not the clock's time, which is long on a busy machine
    app.synth();
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(20); // cdk8s never ends
  });

  test('can\'t be circular, and the error names the cycle', () => {
    const app = new MeshApp({ outdir: scratch });
    const chart = new Chart(app, 'c');
    const [a, b] = ['a', 'b'].map((id) => object(chart, id));
    a.addDependency(b);
    b.addDependency(a);
    expect(() => app.synth()).toThrow('Dependency cycle detected: c/a => c/b => c/a');
  });
});

describe('validation', () => {
  test('runs once for each construct and lists every error like cdk8s', () => {
    const build = (app: App, log: string[]) => {
      const fail = (c: IConstruct) => c.node.addValidation({ validate: () => (log.push(c.node.path), [`wrong ${c.node.path}`]) });
      fail(app);
      for (const id of ['a', 'b', 'c']) {
        const chart = new Chart(app, id);
        fail(chart);
        fail(object(chart, 'o'));
      }
    };
    const log: string[] = [];
    const ours = synth(MeshApp, (app) => build(app, log));
    expect(log).toEqual(['', 'a', 'a/o', 'b', 'b/o', 'c', 'c/o']);
    expect(ours).toContain('[] wrong \n  [a] wrong a\n  [a/o]');
    expect(ours).toBe(synth(App, (app) => build(app, [])));
  });

  test('may add validations to later constructs', () => {
    expect(expectSame((app) => {
      const chart = new Chart(app, 'c');
      app.node.addValidation({ validate: () => (chart.node.addValidation({ validate: () => ['late'] }), []) });
    })).toMatch(/\[c\] late/);
  });

  test('names an object that can\'t be rendered like cdk8s', () => {
    for (const spec of [{ a: new Date(0) }, { a: Lazy.any({ produce: () => { throw new Error('boom'); } }) }, { a: new Map() }]) {
      expect(expectSame((app) => object(new Chart(app, 'c'), 'o', spec))).toMatch(/Failed serializing construct at path 'c\/o'/);
    }
  });

  test('leaves no partial file when a chart fails', () => {
    const outdir = path.join(scratch, 'half');
    const app = new MeshApp({ outdir });
    const chart = new Chart(app, 'c');
    object(chart, 'good');
    object(chart, 'bad', { a: new Date(0) });
    expect(() => app.synth()).toThrow();
    expect(fs.readdirSync(outdir)).toEqual([]);
  });
});

describe('lazy values', () => {
  test('are resolved in the order of declaration', () => {
    let turn = 0;
    const next = () => Lazy.any({ produce: () => ++turn });
    expect(JSON.stringify(synth(MeshApp, (app) => object(new Chart(app, 'c'), 'o', { z: next(), a: next() })))).toMatch(/a: 2.*z: 1/);
  });
});

describe('the document of an object', () => {
  function counted() {
    const app = new MeshApp({ outdir: path.join(scratch, 'documents') });
    let renderings = 0;
    const thing = object(new Chart(app, 'c'), 'o', Lazy.any({ produce: () => ({ seen: ++renderings }) }));
    return { app, thing, count: () => renderings };
  }

  test('is rendered once for all validations and the file', () => {
    const { app, thing, count } = counted();
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      app.node.addValidation({ validate: () => (seen.push(documentOf(thing)), []) });
    }
    app.synth();
    expect(count()).toBe(1);
    expect(seen.length).toBe(3);
    expect(new Set(seen).size).toBe(1);
    expect(fs.readFileSync(path.join(app.outdir, 'c.k8s.yaml'), 'utf8')).toContain('seen: 1');
  });

  test('is dropped when the synth ends, whether it succeeds or fails', () => {
    const { app, thing, count } = counted();
    app.synth();
    app.node.addValidation({ validate: () => (documentOf(thing), ['no']) });
    expect(() => app.synth()).toThrow('no');
    expect(documentOf(thing).spec).toEqual({ seen: 3 });
    expect(count()).toBe(3);
  });

  test('is not copied where it is plain and sorted, and the source is never modified', () => {
    const app = new MeshApp({ outdir: scratch });
    const inOrder = { a: { b: 'x' }, list: [{ name: 'n', value: 'v' }] };
    const others: Record<string, any> = { unordered: { b: 1, a: 2 }, unset: { a: undefined, b: null, c: 1 }, lazy: [{ a: Lazy.any({ produce: () => 1 }) }], inherited: Object.create({ a: 1 }, { b: { value: 2, enumerable: true } }) };
    const given = { inOrder, ...others };
    const o = object(new Chart(app, 'c'), 'o', given);
    const { spec } = documentOf(o);
    expect(spec.inOrder).toBe(inOrder);
    expect(JSON.stringify(spec)).toBe(JSON.stringify(o.toJson().spec));
    expect(spec).toEqual({ inOrder, unordered: { a: 2, b: 1 }, unset: { c: 1 }, lazy: [{ a: 1 }], inherited: { b: 2 } });
    for (const [name, part] of Object.entries(others)) expect(spec[name]).not.toBe(part);
    expect(Object.keys(others.unordered)).toEqual(['b', 'a']);
  });

  test('is available in a plain App, too', () => {
    const o = object(new Chart(new App({ outdir: scratch }), 'c'), 'o');
    expect(documentOf(o)).toEqual(o.toJson());
  });
});
