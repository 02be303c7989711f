import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/*
 * The system's temporary folder of a test run is a folder in it, which goes with the run: cdk8s and many tests make folders there.
 * Jest calls this before it starts its workers, and `temporary.end.ts` after they have ended.
 */

export default function start(): void {
  process.env.TMPDIR = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk8s-mesh-test-'));
}
