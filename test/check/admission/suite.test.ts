import * as fs from 'fs';
import * as path from 'path';
import { validateSchema } from '../../../src/check/schema';

const file = path.join(__dirname, '..', '..', '..', '..', 'shared', 'suites', 'admission.json');
const rows: any[] = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).rows : [];
const isRefused = (problems: { severity: string }[]) => problems.some((p) => p.severity === 'error');

test('the schema alone decides as the recorded API server does', () => {
  expect(rows.filter((row) => isRefused(validateSchema(row.object)) === row.crdValid).map((row) => row.id)).toEqual([]);
});
