import { Case } from '../../harness/case';
import { documents } from '../../harness/documents';
import { compareReaders, REFUSALS } from '../../harness/reading';

const SEED = 1;
const COUNT = 50_000;

const asKubernetes = (name: string, mode: 's' | 'v'): Case => ({
  group: 'accepted',
  name,
  run: async (lab, t) => {
    const { read, refused, differences, listed } = await compareReaders(lab.parts.reader, mode, [...documents(SEED + mode.charCodeAt(0), COUNT)]);
    t.equal('documents that are read otherwise', [], differences.slice(0, 10));
    t.that('documents read by both', 'at least 10,000', String(read), read >= 10_000);
    t.that('documents refused by both', 'at least 10,000', String(refused), refused >= 10_000);
    t.equal('refusals of ours that are listed', Object.keys(listed).filter((because) => !REFUSALS.some((r) => r.because === because)), []);
  },
});

export const cases: readonly Case[] = [
  asKubernetes('files are cut and read as kubectl does', 's'),
  asKubernetes('values are read as the API server\'s YAML reader does', 'v'),
  {
    group: 'accepted',
    name: 'files are cut and read as kubectl does, control: another meaning is seen',
    run: async (lab, t) => {
      const { differences } = await compareReaders(lab.parts.reader, 's', ['kind: A\na: 010\n', 'kind: A\n# c\n', 'kind: A\n'], ['kind: A\na: 10\n', 'kind: A\n---\nkind: B\n', 'kind: A\n']);
      t.equal('documents that are read otherwise', 2, differences.length);
    },
  },
];
