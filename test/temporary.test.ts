import * as os from 'os';
import * as path from 'path';
import { Testing } from 'cdk8s';

test('files that tests write to the temporary folder are removed after the run', () => {
  expect(path.basename(os.tmpdir())).toMatch(/^cdk8s-mesh-test-/);
  expect(path.dirname(Testing.app().outdir)).toBe(os.tmpdir());
});
