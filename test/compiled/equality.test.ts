import { differing } from '../../conformance/compiled/judge';
import { recordedWorlds } from '../../conformance/compiled/recorded';

// istiod's answers were recorded by conformance/compiled/record.ts; conformance/compiled/compare.ts shows what differs, field by field
test('sidecars and gateways are compiled as istiod does, in every recorded world', () => {
  const worlds = recordedWorlds();
  expect(worlds.length).toBeGreaterThanOrEqual(200);
  expect(worlds.flatMap((w) => differing(w))).toEqual([]);
});
