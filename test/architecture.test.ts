import * as fs from 'fs';
import * as path from 'path';
import { picture } from '../tools/docs/architecture';

test('the architecture diagram matches the imports (npx projen docs:architecture regenerates it)', () => {
  expect(fs.readFileSync(path.join(__dirname, '..', 'ARCHITECTURE.md'), 'utf8')).toContain(picture());
});
