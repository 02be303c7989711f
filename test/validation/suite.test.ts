import * as fs from 'fs';
import * as path from 'path';
import { validateSchema } from '../../src/check/schema';
import { validateAdmission } from '../../src/validation';

const file = path.join(__dirname, '..', '..', '..', 'shared', 'suites', 'admission.json');
const rows: any[] = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).rows : [];
const isRefused = (problems: { severity: string }[]) => problems.some((p) => p.severity === 'error');

test('the schema alone gives the same results as the recorded API server', () => {
  expect(rows.filter((row) => isRefused(validateSchema(row.object)) === row.crdValid).map((row) => row.id)).toEqual([]);
});

test('schema and admission together give the same results as the recorded control plane', () => {
  const isValid = (row: any) => !isRefused([...validateSchema(row.object), ...validateAdmission(row.object)]);
  expect(rows.filter((row) => isValid(row) !== (row.valid && row.crdValid)).map((row) => `${row.id}: ${row.error}`)).toEqual([]);
});

test('warnings are exactly those of the recorded control plane', () => {
  const valid = rows.filter((row) => row.valid && row.crdValid && row.object.kind !== 'EnvoyFilter');
  const warns = (row: any) => validateAdmission(row.object).some((p) => p.severity === 'warning');
  expect(valid.filter((row) => warns(row) !== (row.warning !== '')).map((row) => `${row.id}: ${row.warning}`)).toEqual([]);
});
