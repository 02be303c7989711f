import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { Golden, GOLDENS } from './goldens';
import type { Case } from '../../harness/case';
import { Lab } from '../../harness/lab';
import { inject, Injector, injectorOf, Install, official, ours } from '../../harness/official';

/** Records with the same settings, each with its input. */
interface Group extends Pick<Golden, 'values' | 'iop'> {
  readonly of: Record<string, string>;
}

function groupsOf(records: readonly string[]): Group[] {
  const groups = new Map<string, Group>();
  for (const record of records) {
    const { values, iop, input = record.replace(/\.injected$/, '') } = GOLDENS[record] ?? {};
    const key = JSON.stringify([values, iop]);
    groups.set(key, { values, iop, of: { ...groups.get(key)?.of, [record]: input } });
  }
  return [...groups.values()];
}

/** Records of pods that only the webhook injects: the user of the pod is read from its namespace, which istioctl doesn't have. */
const WEBHOOK_ONLY = /^hello-openshift/;
const REFUSED = /^traffic-annotations-bad-/;

export const cases: Case[] = [{
  group: 'installed',
  name: 'Istio\'s own recorded injections, each with its settings, native and classic',
  run: async (lab, t) => {
    const folder = join(lab.parts.istioSource, 'pkg', 'kube', 'inject', 'testdata', 'inject');
    const records = readdirSync(folder).filter((file) => file.endsWith('.injected'));
    const inputs = readdirSync(folder).filter((file) => file.endsWith('.yaml') && !file.includes('.iop.'));
    const groups = groupsOf(records.filter((record) => !WEBHOOK_ONLY.test(record)));

    const tally = { theirs: [] as string[], own: [] as string[], native: [] as string[], classic: [] as string[], files: 0 };
    for (const [i, group] of groups.entries()) {
      const of = Object.entries(group.of);
      const made = await makers(lab, join(lab.folder, `recorded-${i}`), folder, group, of.map(([, input]) => input));
      for (const [at, [record]] of of.entries()) {
        const wanted = readFileSync(join(folder, record), 'utf8');
        const mode = GOLDENS[record]?.native === false ? 'classic' : 'native';
        tally.files += 1;
        if (made.theirs[mode][at] === wanted) { tally.theirs.push(record); }
        if (made.own[mode][at] === wanted) { tally.own.push(record); }
        for (const each of ['native', 'classic'] as const) {
          if (made.theirs[each][at] !== made.own[each][at] || made.own[each][at] === undefined) { tally[each].push(record); }
        }
      }
    }
    const lost = (made: readonly string[]) => records.filter((r) => !made.includes(r) && !WEBHOOK_ONLY.test(r)).join(', ');
    const reachable = records.filter((r) => !WEBHOOK_ONLY.test(r)).length;
    t.that(`records of ${records.length} that the official templates make with istioctl`, `${reachable}`, `${tally.theirs.length} ${lost(tally.theirs)}`.trim(), tally.theirs.length === reachable);
    t.that('records that ours make', `${reachable}, byte for byte`, `${tally.own.length}, byte for byte ${lost(tally.own)}`.trim(), tally.own.length === reachable && reachable > 100);
    for (const mode of ['native', 'classic'] as const) {
      t.that(`${mode} sidecars, the same bytes as by the official templates`, `${tally.files} of ${tally.files}`, `${tally.files - tally[mode].length} of ${tally.files} ${tally[mode].join(', ')}`.trim(), tally[mode].length === 0);
    }
    const bad = inputs.filter((file) => REFUSED.test(file));
    const refusals = await Promise.all(bad.map(async (file, i) => {
      const { theirs, own } = await makers(lab, join(lab.folder, `refused-${i}`), folder, { of: {} }, [file]);
      const words = (said: string) => /Error: (.*invalid value.*)/s.exec(said)?.[1];
      return words(own.native[0]) !== undefined && words(theirs.native[0]) === words(own.native[0]);
    }));
    t.equal('inputs that are refused, with the same words', bad.map(() => true), refusals);
  },
}];

interface Made { readonly native: string[]; readonly classic: string[] }

/** The output of the official templates and of ours for the inputs, file by file. */
async function makers(lab: Lab, scratch: string, folder: string, group: Group, files: readonly string[]): Promise<{ theirs: Made; own: Made }> {
  const values = group.iop ? (load(readFileSync(join(folder, group.iop), 'utf8')) as any).spec.values : group.values ?? {};
  const install: Install = { chart: 'istiod', values, release: 'istio', namespace: 'istio-system', upgrade: false };
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const all = `${scratch}.yaml`;
  writeFileSync(all, `${texts.join('\n---\n')}\n`);
  const made = async (injector: Injector, who: string): Promise<Made> => {
    const [native, classic] = await Promise.all([true, false].map(async (mode) => (
      apart(await inject(lab.parts, join(scratch, `${who}-${mode}`), injector, all, mode, values.env ?? {}), texts)
    )));
    return { native, classic };
  };
  const [theirs, own] = await Promise.all([made(injectorOf(await official(lab.parts, scratch, install)), 'theirs'), made(injectorOf(ours(install)), 'own')]);
  return { theirs, own };
}

/** The output for each file: as many documents as it has. */
function apart(output: string, inputs: readonly string[]): string[] {
  if (output.startsWith('exit')) { return inputs.map(() => output); }
  const documents = output.split(/^---\n/m).filter((d) => d.trim() !== '');
  return inputs.map((text) => documents.splice(0, text.split(/^---$/m).filter((d) => d.replace(/^#.*$/gm, '').trim() !== '').length).map((d) => `${d}---\n`).join(''));
}
