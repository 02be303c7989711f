import * as os from 'os';
import * as path from 'path';
import { Testing } from 'cdk8s';

test('what tests write to the temporary folder goes with the run', () => {
  expect(path.basename(os.tmpdir())).toMatch(/^cdk8s-mesh-test-/);
  expect(path.dirname(Testing.app().outdir)).toBe(os.tmpdir());
});
