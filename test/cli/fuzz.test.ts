import { join } from 'node:path';
import { corpus, fuzz, type Failure } from '../../tools/fuzz/fuzz';

jest.setTimeout(120_000); // a busy machine

test('mutated files are checked or refused, and nothing throws, hangs, is dropped or controls the terminal', async () => {
  const failures: Failure[] = [];
  await fuzz(20261130, 150, corpus([join(__dirname, '../golden'), join(__dirname, '../../examples')]), (f) => failures.push(f));
  expect(failures.map(({ run, args, why }) => ({ run, args, why }))).toEqual([]);
});
