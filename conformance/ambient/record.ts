/** Writes down anew what istiod makes of the waypoints of this mesh: `npx tsx --tsconfig test/tsconfig.json conformance/ambient/record.ts PROGRAM`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askIstiod } from './compare';

void askIstiod(process.argv[2]).then((answer) => writeFileSync(join(__dirname, 'recorded.json'), `${JSON.stringify(answer, null, 1)}\n`));
