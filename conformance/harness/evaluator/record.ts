import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installParts } from '../../parts/install';
import { Processes } from '../processes';
import { record, RECORDED } from './recorded';
import { askEnvoy, judge } from './session';

/* Records anew what Envoy answers: `npx tsx --tsconfig test/tsconfig.json conformance/harness/evaluator/record.ts`, after a change of what is drawn. */

async function main(): Promise<void> {
  const parts = await installParts((line) => console.log(line));
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-evaluator-'));
  mkdirSync(join(folder, 'logs'));
  const processes = new Processes(join(folder, 'logs'));
  try {
    const asked = await askEnvoy({ envoy: parts.envoy, processes, folder }, RECORDED);
    record(asked, RECORDED);
    const { requests, disagreements } = judge(asked);
    console.log(`recorded ${requests} requests; the evaluator disagrees with ${disagreements.length}`);
  } finally {
    await processes.stop();
    rmSync(folder, { recursive: true });
  }
}

void main();
