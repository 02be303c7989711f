import { App, Chart, Duration, Lazy, Size } from 'cdk8s';
import * as mesh from '../../src';
import { fieldsOf, shapes, type Field } from '../../src/guard/shapes';
import { shapes as declared } from '../../tools/shapes/table';
import { aMesh, objects } from '../fixture';

test('the table matches the declarations; npx projen shapes regenerates it', () => {
  expect(shapes()).toEqual(declared());
});

const exported = (name: string): any => name.split('.').reduce<any>((from, part) => from[part], mesh);

/** A valid value of a type, as deep as necessary. */
function fitting(type: string): unknown {
  const { structs, enums, interfaces } = shapes();
  if (type.startsWith('...')) return fitting(type.slice(3));
  if (type.startsWith('[')) return [fitting(type.slice(1))];
  if (type.startsWith('{')) return { a: fitting(type.slice(1)) };
  if (type in structs) return Object.fromEntries(fieldsOf('structs', type)!.filter((f) => !f.optional).map((f) => [f.name, fitting(f.type)]));
  if (type in enums) return enums[type].split(' ')[0];
  if (type in interfaces) return Object.fromEntries(interfaces[type].split(':')[0].split(' ').map((member) => [member, 'x']));
  const simple: { readonly [type: string]: unknown } = { '*': 'x', 's': 'x', 'n': 1, 'b': true, 'Duration': Duration.seconds(1), 'Size': Size.mebibytes(1), 'Construct': new App(), 'Chart': new Chart(new App(), 'c'), 'ApiObject': { node: {} } };
  return type in simple ? simple[type] : Object.create(exported(type).prototype);
}

const WRONG: readonly unknown[] = [null, 5, 'x', true, [], {}, Number.NaN, [undefined], () => 1, Duration.seconds(1), Lazy.any({ produce: () => 1 })];
/** Whether a value may be of a type, determined without the guards. */
function mayFit(value: any, type: string): boolean {
  if (type === '*') return true;
  if (type.startsWith('[')) return Array.isArray(value) && (value.length === 0 || type === '[*');
  if (type.startsWith('{') || type in shapes().structs) return typeof value === 'object' && value !== null && !Array.isArray(value);
  return { s: typeof value === 'string', n: typeof value === 'number' && !Number.isNaN(value), b: typeof value === 'boolean', Duration: value instanceof Duration }[type] ?? false;
}

/** The error of a call. */
function thrown(run: () => unknown): any {
  try {
    run();
  } catch (e) {
    return e;
  }
  return undefined;
}

const calls = Object.keys(shapes().calls).filter((call) => !/^(MeshApp|GcloudCommands|MeshValidation#constructor)/.test(call));

function invoke(call: string, args: readonly unknown[]): unknown {
  const [, type, kind, member] = /^(.*)([.#])(\w+)$/.exec(call)!;
  const of = exported(type);
  if (member === 'constructor') return new of(...args);
  const on = kind === '.' ? of : Object.create(of.prototype);
  return on[member](...args);
}

/** The places at which a call can get a wrong value: its parameters, including the properties of structs. */
const places = (call: string): { readonly path: string; readonly field: Field; readonly put: (args: unknown[], value: unknown) => void }[] => fieldsOf('calls', call)!.flatMap((parameter, i) => {
  const own = { path: parameter.name, field: { ...parameter, type: parameter.type.replace('...', '') }, put: (args: unknown[], value: unknown) => { args[i] = value; } };
  const inside = (fieldsOf('structs', parameter.type) ?? []).map((field) => ({ path: field.name, field, put: (args: unknown[], value: unknown) => { args[i] = { ...args[i] as object, [field.name]: value }; } }));
  return parameter.type === 'Construct' && parameter.name === 'scope' ? inside : [own, ...inside];
});

test('every public constructor, static method and method names a wrong argument and what it expects', () => {
  const wrong: string[] = [];
  let tried = 0;
  for (const call of calls) {
    const abstract = call.includes('#') && !call.endsWith('#constructor') && exported(call.split('#')[0]).prototype[call.split('#')[1]] === undefined;
    if (abstract) continue;
    for (const { path, field, put } of places(call)) {
      for (const value of [...field.optional ? [] : [undefined], ...WRONG]) {
        if (mayFit(value, field.type)) continue;
        const args = fieldsOf('calls', call)!.map(({ type }) => fitting(type));
        put(args, value);
        const error = thrown(() => invoke(call, args));
        const right = error?.constructor === Error && /must be .*, got: /s.test(error.message) && error.message.includes(path);
        if (!right) wrong.push(`${call}, ${path}: ${String(value)}: ${String(error)}`);
        tried++;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(10_000);
});

test('a misspelt property is reported with the intended one; wider objects are accepted', () => {
  const { chart } = aMesh();
  const make = (id: string, props: object) => () => new mesh.MeshService(chart, id, { ports: [mesh.ServicePort.http(80)], ...props });
  expect(make('a', { Image: 'x' })).toThrow("MeshService 'shop/a': Image is not a property of MeshServiceProps; use 'image'");
  expect(make('b', { healthChecks: 1 })).toThrow("use 'healthCheck'");
  expect(make('c', { policies: {} })).toThrow("use 'policy'");
  expect(make('d', { policy: { outlierDetecton: {} } })).toThrow("MeshService 'shop/d': policy.outlierDetecton is not a property of TrafficPolicy; use 'outlierDetection'");
  expect(make('e', { team: 'x', cost: 5, image: undefined })).not.toThrow();
});

test('an error names the construct, the place and the value', () => {
  const { chart } = aMesh();
  const service = new mesh.MeshService(chart, 'cart', { ports: [mesh.ServicePort.http(80)] });
  expect(() => new mesh.MeshService(chart, 'a', { ports: [80 as any] })).toThrow("MeshService 'shop/a': ports[0] must be a ServicePort, got: 80");
  expect(() => service.addVersion('v1', { image: process.env.NO_SUCH_VARIABLE!, env: { A: 1 as any } })).toThrow("MeshService 'shop/cart', addVersion: env['A'] must be a string, got: 1");
  expect(() => service.allow({ from: null as any })).toThrow("MeshService 'shop/cart', allow: from must be a list, got: null");
  expect(() => service.calls('db' as any)).toThrow(/MeshService 'shop\/cart', calls: target must be one of .*MeshService.*, got: 'db'/);
  expect(() => mesh.Listener.https({ hosts: ['a.example.com'], certificate: 'c' as any })).toThrow("Listener.https: certificate must be a Certificate, got: 'c'");
  expect(() => new mesh.Mesh(chart, 'm', { mtls: 'permissive' as any })).toThrow("Mesh 'shop/m': mtls must be one of STRICT, PERMISSIVE");
});

test('an access rule without any claim is refused, like one without any caller', () => {
  const { chart } = aMesh();
  const service = new mesh.MeshService(chart, 'cart', { ports: [mesh.ServicePort.http(80)] });
  service.requireJwt({ issuer: 'https://a.example.com', jwksUri: 'https://a.example.com/keys' });
  expect(() => service.allow({ claims: {} })).toThrow("access to service 'shop/cart': claims must not be empty, got: {}; omit it for any claims");
  expect(() => service.requireJwt({ issuer: 'https://b.example.com', claims: {} })).toThrow('claims must not be empty, got: {}');
});

test('values from another copy of the package are accepted, values of another class with the same name are not', () => {
  class Source { public _model(): unknown { return { principals: ['*'] }; } }
  const { chart } = aMesh();
  const service = new mesh.MeshService(chart, 'cart', { ports: [mesh.ServicePort.http(80)] });
  expect(() => service.allow({ from: [new Source() as any] })).not.toThrow();
  expect(() => service.addRule({ matches: [Object.create(mesh.istio.Percentage.prototype)], to: [service] })).toThrow('matches[0] must be a HttpMatch');
});

test('a value that is not plain data is refused as properties: a forgotten await must not open a service', () => {
  const { chart, mesh: shop } = aMesh();
  const service = new mesh.MeshService(chart, 'cart', { ports: [mesh.ServicePort.http(80)] });
  const rule = { from: [mesh.Source.namespace('ops')] };
  for (const [value, name] of [[Promise.resolve(rule), 'Promise'], [new Map([['from', []]]), 'Map'], [new Date(0), 'Date']] as const) {
    expect(() => service.allow(value as any)).toThrow(`MeshService 'shop/cart', allow: rule must be an object with the properties of AccessRule, got: a ${name}`);
  }
  expect(() => shop.enroll(new Chart(new App(), 'c', { namespace: 'c' }), Promise.resolve({}) as any)).toThrow(/options must be an object with the properties of EnrollOptions, got: a Promise/);
  // instances of classes, frozen objects and those without a prototype are data
  class Rule { public get from() { return rule.from; } }
  for (const value of [new Rule(), Object.freeze({ ...rule }), Object.assign(Object.create(null), rule)]) {
    expect(() => service.allow(value)).not.toThrow();
  }
});

test('options of a namespace may have getters', () => {
  class Options {
    public get denyByDefault() { return true; }
    public get mtls() { return mesh.MutualTls.STRICT; }
  }
  const app = new App();
  const shop = new mesh.Mesh(app, 'mesh', { denyByDefault: false, mtls: mesh.MutualTls.PERMISSIVE });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  shop.enroll(chart, new Options());
  expect(objects(chart).filter((o) => /Policy|Authentication/.test(o.kind)).map((o) => [o.kind, o.spec])).toEqual(expect.arrayContaining([
    ['PeerAuthentication', { mtls: { mode: 'STRICT' } }], ['AuthorizationPolicy', {}],
  ]));
});

test('a property with a similar name is accepted next to the real one', () => {
  const { chart } = aMesh();
  const settings = { port: 8080, ports: [mesh.ServicePort.http(8080)] };
  expect(() => new mesh.MeshService(chart, 'a', settings)).not.toThrow();
  expect(() => new mesh.MeshService(chart, 'b', { port: 8080 } as any)).toThrow("port is not a property of MeshServiceProps; use 'ports'");
});

test('a value of any type must be plain data', () => {
  const { chart } = aMesh();
  const itself: any = { a: [] };
  itself.a.push(itself);
  const deep: any = {};
  for (let i = 0, at = deep; i < 500; i++) at = at.a = {};
  const install = (values: object) => () => new mesh.install.Istiod(chart, 'istiod', { values: { env: values } });
  for (const [values, message] of [
    [itself, "values['env'].a[0] must be plain data, got: a value that contains itself"],
    [deep, "values['env'] must be at most 200 levels deep, got: more"],
    [{ A: 10n }, "values['env'].A must be plain data, got: 10"],
    [{ A: Infinity }, "values['env'].A must be plain data, got: Infinity"],
    [{ A: () => 1 }, "values['env'].A must be plain data, got: a function"],
    [{ A: new Date(0) }, "values['env'].A must be plain data, got: a Date"],
    [JSON.parse('{"__proto__": {"A": "b"}}'), "values['env'] must have no key '__proto__', got: one"],
  ] as const) expect(install(values)).toThrow(message);
  expect(() => mesh.istio.EnvoyPatch.merge(itself)).toThrow('istio.EnvoyPatch.merge: a[0] must be plain data, got: a value that contains itself');
  // one value in two places, and what writes itself
  const shared = { a: 'b' };
  expect(() => mesh.istio.EnvoyPatch.merge({ one: shared, two: [shared], three: Lazy.any({ produce: () => 1 }), four: undefined, five: null })).not.toThrow();
  expect(mesh.Mesh.isMesh(() => 1)).toBe(false);
});
