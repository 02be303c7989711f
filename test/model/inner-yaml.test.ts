import { dump } from 'js-yaml';
import { readYaml } from '../../src/grammar/yaml';
import { innerYaml } from '../../src/model/inner-yaml';

test.each(['0X1F', '0B11', '1e1_0', '-_80', '1E3_', '0O17', 'y', 'on', '~', '1:30', 'a\u2028b', '\n\t\tx\n', '+.5', '.5_0'])('a string in a ConfigMap is read as a string by the control plane: %j', (text) => {
  const value = { defaultConfig: { proxyMetadata: { A: text, [text]: 'b' } } };
  expect(readYaml(innerYaml(value, { lineWidth: -1 }))).toEqual(value);
});

test('text that all parsers read alike is written as in Helm\'s charts', () => {
  const value = { a: ['x', 1, true, null], b: 'c: d' };
  expect(innerYaml(value, { lineWidth: -1, sortKeys: true })).toBe(dump(value, { lineWidth: -1, sortKeys: true }));
});
