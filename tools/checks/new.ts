import * as fs from 'fs';
import * as path from 'path';

/*
 * Writes a new rule of the checks from a template: npx projen new:check CODE AREA NAME, as in `npx projen new:check MESH999 traffic route-without-host`.
 */

const rules = path.join(__dirname, '..', '..', 'src', 'check', 'rules');
const areas = fs.readdirSync(rules, { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name);
const [code, area, name] = process.argv.slice(2);

function stop(message: string): never {
  console.error(`${message}\nusage: npx projen new:check MESHNNN AREA NAME   (AREA: ${areas.join(', ')}; NAME: what is wrong, as in route-without-host)`);
  process.exit(2);
}

if (!/^MESH\d{3}$/.test(code ?? '')) stop(`the code must be MESH and three digits, got: ${code ?? 'nothing'}`);
if (!areas.includes(area)) stop(`the area must be a folder of src/check/rules, got: ${area ?? 'nothing'}`);
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '')) stop(`the name must be words of small letters with hyphens between, got: ${name ?? 'nothing'}`);
const file = path.join(rules, area, `${name}.ts`);
if (fs.existsSync(file)) stop(`src/check/rules/${area}/${name}.ts exists already; choose another name`);
const taken = fs.readdirSync(rules, { recursive: true, encoding: 'utf8' }).find((f) => f.endsWith('.ts') && fs.readFileSync(path.join(rules, f), 'utf8').includes(`code: '${code}'`));
if (taken) stop(`src/check/rules/${taken} has the code ${code} already; choose one that docs/checks.md does not list`);

fs.writeFileSync(file, `import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const ${name.replace(/-(.)/g, (_, c: string) => c.toUpperCase())}: Check = {
  code: '${code}',
  title: '${name.replace(/-/g, ' ')}',
  aliases: [], // codes of istioctl or Kiali for the same mistake
  severity: Severity.WARNING,
  explanation: 'What happens at run time because of it, and what to do.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http')) {
      vs.spec.http?.forEach((route, i) => {
        if (route.route?.length !== 0) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'route'),
          message: 'what is wrong here, with the value, and what comes of it',
          fix: 'what to write instead',
        });
      });
    }
  },
};
`);
console.log(`src/check/rules/${area}/${name}.ts is written. Next:
  1. write the rule: what it looks at, the message, the fix
  2. add a case with a bad and a good example to a file of test/check/grid
  3. npx projen docs:checks, which registers the rule and writes its page
  4. npx jest test/check`);
