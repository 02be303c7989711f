import * as fs from 'fs';
import * as path from 'path';
import { onlineBoutique } from '../../examples/online-boutique/main';
import { planes } from '../../examples/online-boutique/planes';

/** One app, every plane; the usual one's is in test/examples.test.ts. Written anew by `UPDATE_GOLDEN=1 npx jest test/plane/golden`. */
const GOLDEN = path.join(__dirname, '..', 'golden');

test.each(Object.keys(planes))('the Online Boutique produces its golden YAML on plane %s', (plane) => {
  const golden = path.join(GOLDEN, `online-boutique.${plane}.yaml`);
  const yaml = onlineBoutique(planes[plane]()).synthYaml();
  if (process.env.UPDATE_GOLDEN === '1') {
    fs.writeFileSync(golden, yaml);
  }
  expect(yaml).toBe(fs.readFileSync(golden, 'utf8'));
});

test('the README of the example has every plane', () => {
  const readme = fs.readFileSync(path.join(__dirname, '..', '..', 'examples', 'online-boutique', 'README.md'), 'utf8');
  const named = [...readme.matchAll(/`(online-boutique\.[a-z-]+\.yaml)`/g)].map(([, file]) => file);
  expect(named).toEqual(fs.readdirSync(GOLDEN).filter((file) => /^online-boutique\..*\.yaml$/.test(file)).sort());
  expect(named).toEqual(Object.keys(planes).map((plane) => `online-boutique.${plane}.yaml`));
});
