import * as fs from 'fs';
import * as path from 'path';
import { App } from 'cdk8s';
import { bookinfo } from '../examples/bookinfo/main';
import { onlineBoutique } from '../examples/online-boutique/main';
import type { Mesh } from '../src';

const examples: ReadonlyArray<readonly [string, () => App]> = [['bookinfo', bookinfo], ['online-boutique', onlineBoutique]];

/** Writes what synth gives in place of what is there: `UPDATE_GOLDEN=1 npx jest test/examples`. */
const update = process.env.UPDATE_GOLDEN === '1';

test.each(examples)('%s gives its golden YAML', (name, example) => {
  const golden = path.join(__dirname, 'golden', `${name}.istio.yaml`);
  const yaml = example().synthYaml();
  if (update) {
    fs.writeFileSync(golden, yaml);
  }
  expect(yaml).toBe(fs.readFileSync(golden, 'utf8'));
});

test('the picture in the README is that of bookinfo', () => {
  const mesh = bookinfo().node.findChild('mesh') as Mesh;
  expect(fs.readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8')).toContain(`\`\`\`mermaid\n${mesh.topology()}\`\`\``);
});

test.each(examples)('%s is the same twice', (_name, example) => {
  expect(example().synthYaml()).toBe(example().synthYaml());
});
