import { istio } from '../../src';

test('the namespace has types alone: the functions that write their JSON are not public', () => {
  const names = Object.keys(istio);
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
});
