import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goModule } from '../../tools/import/module';

const LOCK = join(__dirname, '..', '..', 'assets', 'crds', 'lock.json');

/** Gateway API's module, of the version and checksum that the CRDs in assets come from: its CRDs and examples are read from there. */
export function gatewayApiSource(): string {
  const pinned = JSON.parse(readFileSync(LOCK, 'utf8')).sources.find((s: any) => s.set === 'gateway-api');
  const { dir, sum } = goModule(pinned.module, pinned.version);
  if (sum !== pinned.sum) { throw new Error(`${pinned.module}@${pinned.version} has the checksum ${sum}, and assets/crds/lock.json says ${pinned.sum}`); }
  return dir;
}

/** The tests of the same release, with the conditions that they wait for; a module of its own. */
const TESTS = { module: 'sigs.k8s.io/gateway-api/conformance', version: 'v1.6.1', sum: 'h1:hjJJBYhGlLLDAkpbiL8wYP2JmTbc5D6t/DromATFXbI=' };

export function gatewayApiTests(): string {
  const { dir, sum } = goModule(TESTS.module, TESTS.version);
  if (sum !== TESTS.sum) { throw new Error(`${TESTS.module}@${TESTS.version} has the checksum ${sum}, expected ${TESTS.sum}`); }
  return dir;
}
