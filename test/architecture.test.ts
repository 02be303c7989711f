import * as fs from 'fs';
import * as path from 'path';
import { picture } from '../tools/docs/architecture';

test('the picture of the rooms is that of the imports; npx projen docs:architecture draws it anew', () => {
  expect(fs.readFileSync(path.join(__dirname, '..', 'ARCHITECTURE.md'), 'utf8')).toContain(picture());
});
