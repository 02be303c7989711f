import * as fs from 'fs';
import * as path from 'path';

const SRC = path.join(__dirname, '..', '..', 'src');

/** The run-time imports of a module, transitively, without type-only imports. */
function needs(file: string, found = new Set<string>()): Set<string> {
  const text = fs.readFileSync(path.join(SRC, file), 'utf8');
  for (const [, wanted] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gm)) {
    const full = path.join(path.dirname(file), wanted);
    const inner = wanted.startsWith('.') ? [`${full}.ts`, path.join(full, 'index.ts')].find((f) => fs.existsSync(path.join(SRC, f)))! : wanted;
    if (!found.has(inner)) {
      found.add(inner);
      if (wanted.startsWith('.')) {
        needs(inner, found);
      }
    }
  }
  return found;
}

const planes = fs.readdirSync(path.join(SRC, 'plane'), { withFileTypes: true }).filter((e) => fs.existsSync(path.join(SRC, 'plane', e.name, 'index.ts'))).map((e) => `plane/${e.name}/index.ts`);

test.each(planes)('%s creates no constructs: it only needs the model, the capabilities of planes, the plain values of the Istio API and grammar', (plane) => {
  const found = [...needs(plane)];
  expect(found.filter((f) => f.startsWith('model/'))).not.toEqual([]);
  expect(found.filter((f) => f === 'constructs' || f.startsWith('istio/resource/') || (f.endsWith('.ts') && !/^(plane|model|istio|grammar|guard|capability|traffic|google|workload|validation)\//.test(f) && f !== 'synth/yaml.ts' && f !== 'crd/assets.ts'))).toEqual([]);
});

test('the check detects an import that needs constructs', () => {
  expect([...needs('istio/resource/virtual-service.ts')]).toEqual(expect.arrayContaining(['istio/resource/resource.ts', 'constructs', 'istio/api/http-route.ts']));
});
