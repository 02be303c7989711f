import * as fs from 'fs';
import * as path from 'path';
import { App, Chart, Yaml } from 'cdk8s';
import { bookinfo } from '../examples/bookinfo/main';
import { type Example, findExamples } from '../examples/find';
import { install, type Mesh } from '../src';

const examples = findExamples();
const GOLDEN = path.join(__dirname, 'golden');

/** Replaces the golden files with the output of synth: `UPDATE_GOLDEN=1 npx jest test/examples`. */
const update = process.env.UPDATE_GOLDEN === '1';

/** The YAML of an example without its Istio installation, which has its own golden files: it would be two megabytes. */
function yamlOf({ build }: Example): string {
  const app: App = build();
  const whole = app.synthYaml();
  const installs = app.node.findAll().filter((c) => c instanceof install.IstioInstall);
  if (installs.length === 0) {
    return whole;
  }
  return app.charts.filter((c: Chart) => !installs.some((i) => c.node.scopes.includes(i))).flatMap((c) => c.toJson()).map((o) => Yaml.stringify(o)).join('---\n');
}

test('every golden file belongs to an example', () => {
  const names = examples.map((e) => e.name);
  expect(fs.readdirSync(GOLDEN).filter((file) => !names.includes(file.split('.')[0]))).toEqual([]);
});

function expectGolden(file: string, text: string): void {
  const golden = path.join(GOLDEN, file);
  if (update) {
    fs.writeFileSync(golden, text);
  }
  expect(text).toBe(fs.readFileSync(golden, 'utf8'));
}

test.each(examples)('$name produces its golden YAML, twice', (example) => {
  const yaml = yamlOf(example);
  expectGolden(`${example.name}.yaml`, yaml);
  expect(yamlOf(example)).toBe(yaml);
});

test.each(examples.filter((e) => e.beside))('$name produces its golden files for other tools', ({ name, beside }) => {
  expectGolden(`${name}.beside.txt`, Object.entries(beside!()).map(([file, text]) => `==> ${file}\n${text}`).join('\n'));
});

test('the picture in the README shows bookinfo', () => {
  const mesh = bookinfo().node.findChild('mesh') as Mesh;
  expect(fs.readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8')).toContain(`\`\`\`mermaid\n${mesh.topology()}\`\`\``);
});
