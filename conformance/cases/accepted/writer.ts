import { spawnSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { readYaml } from '../../../src/grammar/yaml';
import { writeDocument } from '../../../src/synth/yaml';
import { Case } from '../../harness/case';
import { draws, pick, WORDS, type Draw } from '../../harness/documents';
import { askReader } from '../../harness/readers';

const SEED = 7;
const COUNT = 5_000;
const NUMBERS = [0, -1, 1.5, 1e21, 1e-7, -2.5e-10, 0o17, 2 ** 53 - 1, -(2 ** 53 - 1), 1e300, 100_000, 0.1];
const AROUND = ['', '\n', ' ', '\t', '\n\n', ': ', ' #', '- '];

/** A text that readers of YAML may take for something else: a word, with white space or an indicator around it, or several lines. */
function text(draw: Draw): string {
  const word = () => pick(draw, AROUND) + pick(draw, WORDS) + pick(draw, AROUND);
  return draw(3) ? pick(draw, WORDS) : draw(2) ? word() : `${word()}\n${word()}${word()}`;
}

function value(draw: Draw, depth: number): unknown {
  const kind = draw(depth > 3 ? 6 : 10);
  if (kind < 4) return text(draw);
  if (kind === 4) return pick(draw, NUMBERS) * (draw(2) ? 1 : -1);
  if (kind === 5) return pick(draw, [true, false, null]);
  return kind < 8 ? Array.from({ length: draw(4) }, () => value(draw, depth + 1)) : object(draw, depth + 1);
}

const object = (draw: Draw, depth: number): object => Object.fromEntries(Array.from({ length: draw(4) }, () => [text(draw), value(draw, depth)]));

/** As JSON carries it: -0 is 0. */
const plain = (given: unknown): unknown => JSON.parse(JSON.stringify(given ?? null));

const PYTHON = `
import json, sys, yaml
def read(text):
    try:
        return [yaml.safe_load(text)]
    except Exception as e:
        return str(e)
json.dump([read(t) for t in json.load(sys.stdin)], sys.stdout, default=repr)
`;

/** What PyYAML reads, each value in a list; undefined on a machine that doesn't have it. */
function askPyYaml(texts: readonly string[]): unknown[] | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 2 ** 30 });
  return status === 0 ? JSON.parse(stdout) as unknown[] : undefined;
}

/** The reader of YAML 1.2 that other tools bring along; undefined where none is installed. */
function yaml12(): ((text: string) => unknown) | undefined {
  try {
    const { parse } = require('yaml') as { parse(text: string, options: object): unknown }; // eslint-disable-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
    return (yaml) => parse(yaml, { logLevel: 'error' });
  } catch {
    return undefined;
  }
}

/** The readers beside that of Kubernetes which this machine lacks. */
const lacking = (): string[] => [...askPyYaml([]) ? [] : ['PyYAML'], ...yaml12() ? [] : ['yaml 1.2']];

/** The objects that a reader does not read as they were written. */
async function misread(objects: readonly unknown[], texts: readonly string[], reader: string): Promise<string[]> {
  const answers = await askReader(reader, 'v', texts);
  const python = askPyYaml(texts);
  const byText = python && new Map(texts.map((one, i) => [one, python[i]]));
  const others: Readonly<Record<string, ((text: string) => unknown) | undefined>> = {
    'our reader': readYaml,
    'js-yaml': load,
    'yaml 1.2': yaml12(),
    'PyYAML': byText && ((one) => (byText.get(one) as unknown[])[0]),
  };
  return objects.flatMap((given, i) => {
    const wrong: string[] = [];
    if (answers[i].error !== undefined || !isDeepStrictEqual(plain(answers[i].values?.[0]), plain(given))) wrong.push('Kubernetes');
    for (const [name, read] of Object.entries(others)) if (read && !isDeepStrictEqual(attempt(() => plain(read(texts[i]))), plain(given))) wrong.push(name);
    return wrong.map((who) => `${who}: ${JSON.stringify(given)}`);
  });
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (e) {
    return e;
  }
}

export const cases: readonly Case[] = [
  {
    group: 'accepted',
    name: 'what is written is read as it was meant by Kubernetes, js-yaml, yaml 1.2, PyYAML and the reader of the checks',
    run: async (lab, t) => {
      const draw = draws(SEED);
      const objects = Array.from({ length: COUNT }, () => ({ kind: 'A', ...object(draw, 0) }));
      const without = lacking();
      t.that('readers that this machine lacks', 'none, or not asked', without.join(', ') || 'none', true);
      t.equal('values that are read otherwise', [], (await misread(objects, objects.map(writeDocument), lab.parts.reader)).slice(0, 10));
    },
  },
  {
    group: 'accepted',
    name: 'what is written is read as it was meant, control: texts that are not quoted are seen',
    run: async (lab, t) => {
      const objects = [{ a: '0X1F' }, { a: 'no' }, { a: 'x' }];
      const seen = await misread(objects, ['a: 0X1F\n', 'a: no\n', 'a: x\n'], lab.parts.reader);
      const python = lacking().includes('PyYAML') ? [] : ['PyYAML: {"a":"no"}'];
      t.equal('readers and values', ['Kubernetes: {"a":"0X1F"}', 'our reader: {"a":"0X1F"}', 'Kubernetes: {"a":"no"}', 'our reader: {"a":"no"}', ...python], seen);
    },
  },
];
