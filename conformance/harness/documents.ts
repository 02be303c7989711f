import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Draw = (below: number) => number;

/** Numbers from a seed: the same ones in each run. */
export function draws(seed: number): Draw {
  let state = seed >>> 0; // eslint-disable-line no-bitwise
  /* eslint-disable no-bitwise */
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
  /* eslint-enable no-bitwise */
}
export const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)];

/** What readers of YAML differ about: words, numbers, indicators, odd white space, anchors, tags. */
export const WORDS: readonly string[] = [
  'name', 'a', 'b', 'on', 'no', 'y', 'N', 'null', '~', 'True', 'Falsy', 'constructor', '__proto__', 'toString', '<<', '=', 'x/y.z', 'a:b', 'a b', 'a#b', "it's", 'a"b', 'é', '漢', '😀',
  '$x', '(x)', '@x', '`x', '%x', '%YAML 1.1', '%TAG ! a', '|', '>', '>-', '|+', '|2', '>1-', '| # c', '&a', '&a b', '*a', '*b', '!x', '!x y', '!!str 1', '!!int 1', '!!int "7"', '!!float 1', '!!bool yes',
  '!!null x', '!!binary aGk=', '!!binary a', '!<a> b', '!<tag:yaml.org,2002:str> 1', '! 1', '!e!x y', '!%41 b', '?x', '? x', '-x', '--', '-', '---', '--- a', '--- # c', '---# c', '----', '...', '... a', '.', ',', '{', '}', '[', ']', '{}',
  '[]', '{a}', '{a: }', '{a: 1, b: 2}', '{a: 1,}', '{"a":1}', '{a:1}', "{'a':1}", '[a, b]', '[a,"b" , 1]', '[a, ]', '[ ]', '[[a]]', '["a: b"]', '[a: b]', '[? a : b]', '[?]', '[a, , b]', '[::]', '[2001:db8::]', '::', ':x', ': x', '"a"', '"a: b # c"',
  '"a\\n"', '"\\/"', '"\\x41"', '"\\u0041"', '"\\ud800"', '"\\U0001F600"', '"\\z"', '"\\L"', '"a\\', '"a', "'a", "'a'", "'it''s'", '#', '# c', 'a # c', 'a #c', '"a"#c', '"a" # c', '"a" b', '"a": b', '\\', '0', '1', '-1', '+1', '-0', '007', '08', '0o17', '0O17', '0x1F', '0X1F',
  '0b11', '0B11', '0b+1', '-0b1', '-0b-1', '1_000', '_1', '1__0', '-_80', '1.5', '1.', '.5', '+.5', '-.5', '1_0.5', '.5_0', '._5', '1e3', '1E3_', '1e1_0', '2e_7', '1e400', '-.inf', '.inf', '+.INF', '.nan', '.NaN', 'nan', 'Infinity', '1.2.3', '10.0.0.0/8',
  '2020-01-01', '2020-1-1T1:2:3Z', '12:30', '1:2:3.4', '12345678901234567890', '18446744073709551616', '9223372036854775808', '-9223372036854775809', '9007199254740993', '100m', 'http://x/y', '\u00a0x', '\u2028', 'a\u2028b', '"a\u2028b"', '\u0085', '\t', 'x\ty', '\tx', '\r', '\uFEFF', '\uFEFFa', '\u0007', '\u007f', '\ufffe',
];
const KEYS = [...'abcdeghijklmpqrsuvwxz', 'apiVersion', 'kind', 'metadata', 'spec', 'items', '1', 'on', '"q"', "'q'", '1.5', '~', '0x1F', '<<', '? a', 'x'.repeat(1030)];
const VALUES = ['', 'x', 'x y', '1', '"q"', "'q'", '[]', 'x # c', '|', '|-', '>', '"a', 'b"', '&a {x: 1}', '*a', '{a: 1', 'b: 2}', '[a,', 'b]', '- a'];

function line(draw: Draw): string {
  const gap = () => pick(draw, ['', ' ', ' ', ' ', '  ', '\t']);
  switch (draw(12)) {
    case 0: case 1: case 2: case 3: return `${pick(draw, KEYS)}: ${pick(draw, VALUES)}`;
    case 4: case 5: return `- ${draw(2) ? `${pick(draw, KEYS)}: ` : ''}${pick(draw, VALUES)}`;
    case 6: case 7: return `${pick(draw, KEYS)}: ${pick(draw, WORDS)}`;
    case 8: return `${pick(draw, WORDS)}${pick(draw, [':', ': ', ':  ', ' :', ' : '])}${pick(draw, WORDS)}${gap()}`;
    case 9: return `${pick(draw, ['- ', '-  ', '-', '- - ', '-\t'])}${pick(draw, WORDS)}${pick(draw, ['', ': ', ':'])}${draw(2) ? pick(draw, WORDS) : ''}`;
    case 10: return pick(draw, WORDS);
    default: return pick(draw, ['', '# c', '---', '---', '...', '%YAML 1.1', 'kind: Pod', 'items: []', 'items: [{a: 1}]', '  ', '\t']);
  }
}

const JSON_PIECES = ['{"kind":"A"}', '{"kind":"B","items":[{"kind":"C"}]}', '{"kind":"BList","apiVersion":"v1","items":[{"a":1}]}', '{"kind":"A","a":1,"a":2}', '{"kind":"A","b":"\\ud800"}', '{"kind":"A","b":"\\/"}', '{kind: A}', '{"kind":"A",}', '{}', '[]', '[{"kind":"A"}]', 'null', '5', '\n', ' ', '\t', '---\n', '\n---\n', '{', '}', ',', '\uFEFF', '"a"', '{"kind":"A","n":1e400}', '{"kind":"A","n":12345678901234567890}', 'kind: A\n', '# c\n'];

/** Lines of any kind under a mapping that makes an object of them. */
function drawn(draw: Draw): string {
  if (draw(20) === 0) return Array.from({ length: draw(6) }, () => pick(draw, JSON_PIECES)).join('');
  const end = pick(draw, ['\n', '\n', '\n', '\n', '\n', '\n', '\r\n', '\r']);
  const body = Array.from({ length: draw(8) }, () => ' '.repeat(pick(draw, [0, 0, 0, 0, 1, 2, 2, 2, 4])) + line(draw)).join(end);
  return `${draw(3) ? `kind: A${end}` : ''}${body}${pick(draw, ['', end, end + end, ' '])}`;
}

/** A document of the tests with something cut out or put in. */
function mutated(draw: Draw, document: string): string {
  let changed = document;
  for (let n = 1 + draw(3); n > 0; n--) {
    const at = draw(changed.length + 1);
    const put = draw(2) ? pick(draw, WORDS) : pick(draw, [' ', '  ', '\n', '\n  ', ': ', ':', '- ', ' #', '', '"', "'", '\t', '---\n', '\n---\n', '\n...\n', '\r', '\u2028', '&a ', '*a', '!!str ', '|', '>-\n']);
    changed = changed.slice(0, at) + put + changed.slice(at + draw(4));
  }
  return changed;
}

const files = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((e) => {
  const path = join(folder, e.name);
  return e.isDirectory() ? files(path) : /\.ya?ml$/.test(e.name) ? [path] : [];
});

/** As many documents as asked for: drawn ones, and short ones of the tests with changes. */
export function* documents(seed: number, count: number): Iterable<string> {
  const draw = draws(seed);
  const known = files(join(__dirname, '../../test')).flatMap((file) => readFileSync(file, 'utf8').split(/^---$/m)).filter((d) => d.length > 20 && d.length < 1200);
  for (let i = 0; i < count; i++) yield draw(3) ? drawn(draw) : mutated(draw, pick(draw, known));
}
