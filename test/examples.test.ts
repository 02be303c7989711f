import * as fs from 'fs';
import * as path from 'path';
import { App } from 'cdk8s';
import { bookinfo } from '../examples/bookinfo/main';
import { onlineBoutique } from '../examples/online-boutique/main';

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

test.each(examples)('%s is the same twice', (_name, example) => {
  expect(example().synthYaml()).toBe(example().synthYaml());
});
