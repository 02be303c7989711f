import * as fs from 'fs';
import * as path from 'path';
import { googlePage } from '../../tools/docs/google';

test('the page about Google\'s meshes is current: npx projen docs:planes', () => {
  expect(googlePage()).toBe(fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'google.md'), 'utf8'));
});
