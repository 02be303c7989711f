import { checkManifests } from '../../src/check/engine/run';
import { Severity } from '../../src/check/finding';
import { visitAt } from '../../src/world/fields';
import { World } from '../../src/world/world';

const virtualService = (name: string, spec: object, namespace = 'shop') => ({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec });
const pod = (name: string, labels: object, namespace = 'shop') => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec: {} });
const world = (...objects: object[]) => new World(objects.map((object) => ({ object, origin: {} })));
const names = (items: readonly { readonly name: string }[]) => items.map((i) => i.name);

test.each([
  ['', { a: 0 }, [{ a: 0 }]],
  ['a', { b: 1 }, []],
  ['a', { a: undefined }, []],
  ['a', { a: 'text' }, []],
  ['a', { a: { b: 1 } }, [{ b: 1 }]],
  ['a', { a: [{ b: 1 }, null, 'text', { c: 2 }] }, [{ b: 1 }, { c: 2 }]],
  ['a.b', { a: [{ b: [] }, { b: [{ c: 1 }] }, { b: { c: 2 } }] }, [{ c: 1 }, { c: 2 }]],
])('the path "%s" of %j leads to the objects %j', (path, value, expected) => {
  const found: object[] = [];
  visitAt(value, path ? path.split('.') : [], 0, (o) => found.push(o));
  expect(found).toEqual(expected);
});

test('a world returns the objects of a kind that set one of several fields, in the given order', () => {
  const w = world(
    virtualService('redirects', { http: [{}, { redirect: { uri: '/' } }] }),
    virtualService('bound', { gateways: ['front'], http: [{ route: [] }] }),
    virtualService('both', { gateways: ['front'], http: [{ redirect: {} }] }),
    virtualService('neither', { http: [{ timeout: '1s' }] }),
    virtualService('wrong', { http: [{ redirect: 'yes' }], gateways: 7 }), // of another type than the field's: as good as absent
  );
  expect(names(w.all('VirtualService', 'http.redirect'))).toEqual(['redirects', 'both']);
  expect(names(w.all('VirtualService', 'gateways'))).toEqual(['bound', 'both']);
  expect(names(w.all('VirtualService', 'gateways', 'http.redirect'))).toEqual(['redirects', 'bound', 'both']);
  expect(names(w.all('VirtualService'))).toEqual(['redirects', 'bound', 'both', 'neither', 'wrong']);
  expect(names(w.all('VirtualService', 'http.redirect.uri'))).toEqual(['redirects']);
  expect(names(w.all('VirtualService', 'http.redirect.uri', 'http.timeout', 'http.fault.delay.percent'))).toEqual(['redirects', 'neither']);
  expect(w.all('VirtualService', 'gateways')).toBe(w.all('VirtualService', 'gateways'));
  expect(w.all('DestinationRule', 'trafficPolicy.tls')).toEqual([]);
});

test('objects are distinguished by group, kind, namespace and name', () => {
  const gateway = (apiVersion: string) => ({ apiVersion, kind: 'Gateway', metadata: { name: 'front', namespace: 'shop' }, spec: {} });
  const other = (namespace: string) => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'front', namespace } });
  const w = world(gateway('networking.istio.io/v1'), gateway('gateway.networking.k8s.io/v1'), other('shop'), other('till'), other('shop'), gateway('networking.istio.io/v1'), gateway('networking.istio.io/v1beta1'));
  expect(w.repeated.map(([later, earlier]) => [later.order, earlier.order])).toEqual([[4, 2], [5, 0], [6, 0]]);
  expect(w.find('Gateway', 'shop', 'front')?.order).toBe(0);
  expect(w.find('KubeGateway', 'shop', 'front')?.order).toBe(1);
  expect(w.find('KubeGateway', 'till', 'front')).toBeUndefined();
  expect(w.ofKind('example.com', 'Thing').map((i) => i.order)).toEqual([2, 3]); // what is defined twice is one object
  expect(w.ofKind('networking.istio.io', 'Gateway')).toBe(w.all('Gateway'));
  expect(w.ofKind('example.com', 'Other')).toEqual([]);
});

test('pods are found by a label key in every namespace', () => {
  const w = world(pod('a', { mode: 'x', app: 'a' }), pod('b', { app: 'b' }), pod('c', { mode: 'y' }, 'till'), pod('d', { mode: '' }));
  expect(names(w.podsLabelled('mode')).sort()).toEqual(['a', 'c', 'd']);
  expect(w.podsLabelled('constructor')).toEqual([]);
});

test('a finding without a severity has the severity of its check', () => {
  const check = { code: 'MESH999', title: 't', aliases: [], severity: Severity.ERROR, explanation: 'e' };
  const severities = (severity: Severity | undefined) => checkManifests([{ object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }, origin: {} }], {}, {
    checks: [{ ...check, run: (of, report) => report(of.items[0], { message: 'm', fix: 'f', severity }) }],
  }).map((f) => f.severity);
  expect([undefined, Severity.INFO, Severity.WARNING].map(severities)).toEqual([['error'], ['info'], ['warning']]);
});
