import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ours } from '../../conformance/ambient/compare';

// istiod's answer was recorded by conformance/ambient/record.ts
test('waypoints have the routes, the TCP destinations and the clusters that istiod generates', () => {
  const recorded = JSON.parse(readFileSync(join(__dirname, '../../conformance/ambient/recorded.json'), 'utf8')) as ReturnType<typeof ours>;
  expect(recorded.map((w) => Object.keys(w.chains).length)).toEqual([7, 1]);
  expect(ours()).toEqual(recorded);
});
