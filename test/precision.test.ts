import { draw, figures, sheet } from '../tools/precision/sheet';

const findings = Array.from({ length: 50 }, (_, i) => ({ code: `MESH2${10 + (i % 7)}`, severity: i % 3 ? 'warning' : 'error', file: 'a.yaml', line: i, object: `Service a/${i}`, message: `m\t${i}\n`, fix: 'f' }));

test('draws the requested number of samples, which depend only on the seed', () => {
  expect(draw(findings, 10, 1)).toHaveLength(10);
  expect(new Set(draw(findings, 10, 1)).size).toBe(10);
  expect(draw(findings, 10, 1)).toEqual(draw(findings, 10, 1));
  expect(draw(findings, 10, 2)).not.toEqual(draw(findings, 10, 1));
  expect(draw(findings, 100, 1)).toEqual(findings);
  expect(draw(findings, 5, 0)).toHaveLength(5);
});

test('a reviewed sheet is summarized by severity and code', () => {
  const text = sheet(findings.slice(0, 4));
  expect(text.split('\n')).toHaveLength(6);
  const lines = text.split('\n');
  const judged = [lines[0], `true${lines[1]}`, `false${lines[2]}`, `true${lines[3]}`, lines[4], ''].join('\n');
  expect(figures(judged)).toBe('severity error: 1 of 1 true (100 %)\nseverity warning: 1 of 2 true (50 %)\ncode MESH210: 1 of 1 true (100 %)\ncode MESH211: 0 of 1 true (0 %)\ncode MESH212: 1 of 1 true (100 %)\n1 without a verdict');
  expect(() => figures('x')).toThrow('must begin with the columns verdict');
  expect(() => figures(judged.replace('true', 'yes'))).toThrow('a verdict must be true, noise or false, got "yes" for MESH210 at a.yaml:0');
});
