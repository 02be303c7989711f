import * as fs from 'fs';
import * as path from 'path';
import { assetPath } from '../../src/crd/assets';
import { assetsLock } from '../../tools/assets-lock';

const root = path.join(assetPath(), '..');
const lock: any = JSON.parse(fs.readFileSync(assetPath('lock.json'), 'utf8'));

test('assets/lock.json names the source, version and checksum of each stored file and bundled library', () => {
  expect(lock).toEqual(assetsLock()); // npx tsx --tsconfig test/tsconfig.json tools/assets-lock.ts
  for (const [file, { sha256, source }] of Object.entries<any>(lock.assets)) {
    expect([file, sha256]).toEqual([file, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    if (source !== 'declared in tools/import') expect([file, source]).toEqual([file, expect.objectContaining({ module: expect.stringMatching(/\./), version: expect.stringMatching(/^v\d/), sum: expect.stringMatching(/^h1:/) })]);
  }
  expect(Object.keys(lock.libraries)).toEqual(expect.arrayContaining(['js-yaml', 're2js', 'argparse']));
  for (const library of Object.values<any>(lock.libraries)) expect(library).toEqual({ version: expect.stringMatching(/^\d/), license: expect.any(String), integrity: expect.stringMatching(/^sha512-/) });
});

test('NOTICE attributes each stored file and each bundled library', () => {
  const notice = fs.readFileSync(path.join(root, 'NOTICE'), 'utf8');
  const missing = [...Object.keys(lock.assets), ...Object.keys(lock.libraries)].filter((name) => !notice.includes(name));
  expect(missing).toEqual([]);
});
