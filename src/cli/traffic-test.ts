import { writeFileSync } from 'node:fs';
import { command, WrongUsage, type CommandIo } from './arguments';
import { refusedObjects } from './refused';
import { Reader } from '../check/files/input';
import { docs, plural } from '../check/format';
import { Callers } from '../trace/callers';
import { ConfigValidator, isConfigValidator } from '../trace/suite/config-validator';
import { coverage, type Coverage } from '../trace/suite/coverage';
import { BadSuite, documentOf } from '../trace/suite/document';
import { junit } from '../trace/suite/junit';
import { judge } from '../trace/suite/own';
import { failed, type Verdict } from '../trace/suite/verdict';
import type { Manifest } from '../world/manifest';
import { World } from '../world/world';

export const test = command({
  name: 'test',
  operands: 'TESTS FILE|DIR|-...',
  about: `Runs tests that check where requests go, from manifests only. TESTS is a file or folder of tests, in YAML: those of cdk8s-mesh (${docs('trace.md')}), or those of istio-config-validator unchanged.`,
  options: {
    'junit': { value: 'FILE', help: 'also write the results as JUnit XML' },
    'min-coverage': { value: 'N', help: 'fail if the tests cover less than N percent of the HTTP routes of VirtualServices' },
    'domain': { value: 'DOMAIN', help: 'DNS domain of the cluster (default: cluster.local)' },
    'verbose': { help: 'also list the tests that pass, and print a test to paste for each route that no test covers' },
  },
  notes: ['Exit code: 0 all tests pass, 1 a test fails or the coverage is too low, 2 unusable input.'],
}, (values, operands, io) => {
  const [tests, ...paths] = operands;
  if (tests === undefined || paths.length === 0) throw new WrongUsage('give the tests and the files, for example: test tests/ dist/');
  const least = percentOf(values['min-coverage']);
  const reader = new Reader();
  const documents = reader.files(tests).flat();
  const manifests = paths.flatMap((path) => reader.files(path)).flat();
  for (const note of reader.notes) io.printError(note);
  for (const u of reader.unusable) io.printError(u.message);
  if (reader.unusable.length) return 2;
  if (documents.length === 0) throw new WrongUsage(`${tests} contains no tests; give a YAML file with tests, or a folder of such files`);

  const world = new World(manifests, { domain: values.domain });
  for (const text of refusedObjects(world)) io.printError(text);
  let verdicts: Verdict[];
  try {
    verdicts = judgeAll(documents, manifests, world);
  } catch (e) {
    if (!(e instanceof BadSuite)) throw e;
    io.printError(e.message);
    return 2;
  }
  const covered = coverage(world, verdicts.flatMap((v) => v.asked.flatMap((a) => a.met)));
  report(verdicts, covered, values.verbose, io);
  if (values.junit !== undefined) writeFileSync(values.junit, junit(verdicts));
  const low = least !== undefined && covered.all > 0 && (100 * covered.met) / covered.all < least;
  if (low) io.printError(`the tests cover ${covered.met} of ${covered.all} HTTP routes, which is less than ${least} %`);
  return low || verdicts.some(failed) ? 1 : 0;
});

function judgeAll(documents: readonly Manifest[], manifests: readonly Manifest[], world: World): Verdict[] {
  const callers = new Callers(world);
  let theirs: ConfigValidator | undefined;
  return documents.map(documentOf).flatMap((d) => (isConfigValidator(d) ? (theirs ??= new ConfigValidator(manifests)).judge(d) : judge(d, callers)));
}

function percentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const n = Number(text);
  if (text.trim() === '' || !(n >= 0 && n <= 100)) throw new WrongUsage(`--min-coverage must be a number from 0 to 100, got "${text}"`);
  return n;
}

function report(verdicts: readonly Verdict[], covered: Coverage, verbose: boolean, io: CommandIo): void {
  for (const v of verdicts) {
    if (!failed(v) && !verbose && v.asked.every((a) => a.notes.length === 0)) continue;
    io.out(`${failed(v) ? 'FAIL' : 'pass'}  ${v.name} (${v.place})\n`);
    for (const a of v.asked) {
      for (const f of a.failures) io.out(`      ${a.text}: ${f}\n`);
      for (const n of a.notes) io.out(`      ${a.text}: ${n}\n`);
      if (a.failures.length) io.out(`${a.trace().replace(/^(?=.)/gm, '        ')}`);
    }
  }
  const failures = verdicts.filter(failed).length;
  io.out(`${plural(verdicts.length, 'test')}, ${failures} failed; they cover ${covered.met} of ${covered.all} HTTP routes\n`);
  if (verbose) for (const m of covered.missed) io.out(`\nno test covers ${m.text}; a test to paste:\n${m.paste}\n`);
}
