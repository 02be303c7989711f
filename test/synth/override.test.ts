import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MeshApp } from '../../src';
import { overrideMethod } from '../../src/synth/override';
import { rewriteLast, rewriteOnSynth } from '../../src/workload/rewrite';

/** As jsii's kernel calls a method for Python, Java and Go: that of the object's class. */
function call(object: any, method: string): any {
  return (object.constructor.prototype[method] ?? object[method]).apply(object);
}

const thing = () => new ApiObject(new Chart(new App(), 'c'), 'o', { apiVersion: 'v1', kind: 'Thing', spec: { a: 1 } } as any);
const plus = () => {
  const deployment = new kplus.Deployment(new Chart(new App(), 'c'), 'd', { containers: [{ image: 'nginx' }] });
  return ApiObject.of(deployment);
};

test.each<[string, () => ApiObject]>([['an object', thing], ['an object of cdk8s-plus', plus]])('a change of %s at synth is visible in other languages too, once', (_what, make) => {
  const object = make();
  rewriteOnSynth(object, (json) => ({ ...json, spec: { ...json.spec, seen: [...json.spec.seen ?? [], 'first'] } }));
  rewriteLast(object, () => undefined, (json) => ({ ...json, spec: { ...json.spec, seen: [...json.spec.seen ?? [], 'last'] } }));
  expect(object.toJson().spec.seen).toEqual(['first', 'last']);
  expect(call(object, 'toJson')).toEqual(object.toJson());
  // another object of the class is as it was
  const other = make();
  expect(call(other, 'toJson').spec.seen).toBeUndefined();
  expect(object.constructor.name).toBe(other.constructor.name);
  expect(object).toBeInstanceOf(other.constructor);
});

test('a method that another language overrides, and that calls the base method, is changed once', () => {
  const object = thing();
  const inherited = object.toJson;
  // as the kernel does for a subclass written in Python
  Object.defineProperty(object, 'toJson', { configurable: true, writable: true, value: () => ({ ...inherited.call(object), python: true }) });
  overrideMethod(object, 'toJson', (toJson) => () => {
    const json = toJson();
    return { ...json, count: (json.count ?? 0) + 1 };
  });
  expect(object.toJson()).toMatchObject({ python: true, count: 1, spec: { a: 1 } });
  expect(call(object, 'toJson')).toMatchObject({ count: 1, spec: { a: 1 } });
});

test('a method that is replaced twice applies both changes, independently of other methods', () => {
  const app = new MeshApp();
  const log: string[] = [];
  for (const name of ['inner', 'outer']) overrideMethod(app, 'synthYaml', (original) => () => (log.push(name), original()));
  overrideMethod(app, 'synth', () => () => log.push('synth'));
  expect(call(app, 'synthYaml')).toBe('');
  call(app, 'synth');
  expect(log).toEqual(['outer', 'inner', 'synth']);
  expect(app).toBeInstanceOf(MeshApp);
});
