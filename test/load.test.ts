import { execFileSync } from 'child_process';
import * as path from 'path';

test('the package loads neither cdk8s-plus nor the definitions of resources before they are used', () => {
  const tsx = path.join(path.dirname(require.resolve('tsx/package.json')), 'dist', 'cli.mjs');
  const source = path.join(__dirname, '..', 'src', 'index.ts');
  const script = `
    const read = [];
    const fs = require('fs');
    const readFileSync = fs.readFileSync;
    fs.readFileSync = (file, ...rest) => (read.push(String(file)), readFileSync(file, ...rest));
    require(${JSON.stringify(source)});
    console.log(JSON.stringify([...Object.keys(require.cache), ...read]));
  `;
  const files: string[] = JSON.parse(execFileSync(process.execPath, [tsx, '-e', script], { encoding: 'utf8' }));
  expect(files).toContain(source);
  expect(files.filter((f) => /cdk8s-plus|assets.crds/.test(f))).toEqual([]);
}, 60_000);
