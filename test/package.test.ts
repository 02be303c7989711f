import * as mesh from '../src';

test('the package exports something', () => {
  expect(Object.keys(mesh).length).toBeGreaterThan(0);
});
