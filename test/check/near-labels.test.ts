import { inBrackets, nearLabels } from '../../src/check/rules/workload/_near-labels';
import { World } from '../../src/world/world';

const pod = (namespace: string, name: string, labels: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec: { containers: [{ name: 'a', image: 'a' }] } });
const world = new World([
  pod('shop', 'store', { app: 'store', version: 'v1' }), pod('shop', 'cart', { 'app.kubernetes.io/name': 'cart' }), pod('edge', 'gateway', { istio: 'ingressgateway' }), pod('test', 'gateway', { istio: 'ingressgateway' }),
].map((object) => ({ object, origin: {} })));
const near = (labels: Record<string, string>, namespace: string | undefined = 'shop') => inBrackets(nearLabels(world, labels, namespace));

test('labels of pods in other namespaces', () => {
  expect(near({ istio: 'ingressgateway' })).toBe(' (pods of edge, test carry istio=ingressgateway)');
  expect(near({ istio: 'ingressgateway' }, 'edge')).toBe(' (pods of test carry istio=ingressgateway)');
});

test('labels that differ by a letter, by case, or by the form of the key', () => {
  expect(near({ app: 'stor' })).toBe(' (Pod shop/store carries app=store)');
  expect(near({ app: 'Store', version: 'v1' })).toBe(' (Pod shop/store carries app=store)');
  expect(near({ App: 'store' })).toBe(' (Pod shop/store carries app=store)');
  expect(near({ 'app.kubernetes.io/nam': 'cart' })).toBe(' (Pod shop/cart carries app.kubernetes.io/name=cart)');
  expect(inBrackets(nearLabels(world, { istio: 'ingresgateway' }, undefined))).toBe(' (Pod edge/gateway carries istio=ingressgateway)');
});

test('values that differ intentionally are not near misses', () => {
  for (const labels of [{ app: 'store', version: 'v2' }, { app: 'payments' }, { app: 'stor', version: 'v2' }, { app: 'cart' }]) expect(near(labels as Record<string, string>)).toBe('');
});
