import { CelScalar, celEnv, celFunc, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import * as fc from 'fast-check';
import { CEL as COMMON } from '../../../imports/cel';
import { CEL as RARE } from '../../../imports/cel-rare';
import { kindsOf } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';
import { format, hasValue, isIP, validate } from '../../../src/grammar/cel';

/** The functions of an API server that the parser's own evaluator does not have. */
const own = /\b(url|isURL|format)\(|format\./;
const { STRING, BOOL } = CelScalar;
const env = celEnv({ funcs: [...strings, celFunc('isIP', [STRING], BOOL, (text) => isIP(text))] });

const CEL = new Map([...COMMON, ...RARE]);
const rules = [...CEL.keys()];

test('every rule of every stored CRD is translated', () => {
  const missing = new Set<string>();
  const visit = (schema: any): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const { rule } of schema['x-kubernetes-validations'] ?? []) if (!rule.includes('oldSelf') && !CEL.has(rule.trim())) missing.add(rule);
    Object.values(schema).forEach(visit);
  };
  for (const set of Object.values(CrdSet)) kindsOf(set).forEach(({ schema }) => visit(schema));
  expect([...missing]).toEqual([]);
  expect(rules.length).toBeGreaterThan(120);
  expect([...RARE.keys()].filter((rule) => COMMON.has(rule))).toEqual([]);
});

/** Values for rules: built from the words in the rule, to reach its branches. */
function valuesFor(rule: string): fc.Arbitrary<unknown> {
  const fields = [...new Set([...rule.matchAll(/\.([A-Za-z_]\w*)\b(?!\()/g)].map(([, name]) => name.replace(/^__|__$/g, '')))];
  const words = [...rule.matchAll(/(["'])((?:(?!\1).){0,20})\1/g)].map(([, , word]) => word);
  const text = fc.oneof(fc.constantFrom('', 'a', '*', '*.a.b', 'a/b', '1.2.3.4', '10s', '1us', '1h', '80', '65536', 'unix:///a', 'é😀', ...words), fc.string());
  const scalar = fc.oneof({ weight: 5, arbitrary: text }, fc.constantFrom(0, 1, 80, 65536), fc.boolean());
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      scalar,
      fields.length
        ? fc.dictionary(fc.constantFrom(...fields), tie('node'), { minKeys: 1, maxKeys: 5, noNullPrototype: true })
        : fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
      fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  }));
  return node;
}

/** true, false, or that it cannot be evaluated. */
function verdict(evaluate: () => unknown): boolean | 'error' {
  try {
    const value = evaluate();
    return typeof value === 'boolean' ? value : 'error';
  } catch {
    return 'error';
  }
}

test.each(rules.filter((rule) => !own.test(rule)).map((rule) => [rule]))('%s', (rule) => {
  // the evaluator knows no reserved names of Kubernetes
  const theirs = plan(env, parse(rule.replace(/__namespace__/g, 'namespace')));
  const ours = CEL.get(rule)!;
  fc.assert(fc.property(valuesFor(rule), (self) => {
    fc.pre(!(/duration\(|int\(/.test(rule) && JSON.stringify(self).includes('""'))); // empty texts are numbers and durations to them; not to Go
    expect(verdict(() => ours(self))).toBe(verdict(() => theirs({ self: self as any })));
  }), { numRuns: COMMON.has(rule) ? 60 : 20, seed: 1 });
});

test('CEL supports the functions that the API server adds', () => {
  const scheme = CEL.get([...CEL.keys()].find((rule) => rule.startsWith('url(self)'))!)!;
  expect(scheme('https://a/b')).toBe(true);
  expect(scheme('ftp://a')).toBe(false);
  expect(() => scheme('a b')).toThrow('not a URL');
  const plugin = CEL.get([...CEL.keys()].find((rule) => rule.startsWith('isURL(self)'))!)!;
  expect(['oci://a/b', 'a.io/b:1', 'file:///a', 'https://a'].map((url) => plugin(url))).toEqual([true, true, true, true]);
  expect(plugin('ftp://a/b')).toBe(false);
  expect(validate(format('dns1123Subdomain'), 'example.com')).toBeUndefined();
  expect(hasValue(validate(format('dns1123Subdomain'), 'Example'))).toBe(true);
  expect(() => format('unheard')).toThrow('unknown format');
});
