import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { dump, load, loadAll } from 'js-yaml';
import { GOLDENS } from './goldens';
import { SETS } from './injection';
import { ControlPlane, Mesh } from '../../../src';
import type { Values } from '../../../src/install/values/kinds';
import { mergeValues } from '../../../src/install/values/merge';
import { resolve } from '../../../src/install/values/resolve';
import { podPath } from '../../../src/workload/pods';
import type { Manifest } from '../../harness/api-client';
import type { Case } from '../../harness/case';
import { inject, injectorOf, official } from '../../harness/official';
import { differences, flat, meaning } from '../../harness/same-pod';
import type { Trial } from '../../harness/trial';

/** Intentional differences from istiod. An entry that is no longer needed fails. */
const EXPLAINED: readonly { readonly file: string; readonly refusal?: RegExp; readonly because: string }[] = [
  { file: 'hello-host-network.yaml', refusal: /host's network/, because: 'istiod passes it over in silence; who asks for a proxy is told that there can\'t be one' },
  { file: 'hello-host-network-with-ns.yaml', refusal: /host's network/, because: 'the same' },
  { file: 'hello-ignore.yaml', refusal: /sidecar\.istio\.io\/inject: 'false'/, because: 'istiod passes it over; the object and mesh.inject contradict each other' },
  { file: 'merge-probers.yaml', refusal: /already have a proxy/, because: 'it was injected before: istiod takes the old proxy out first, here nothing is injected twice' },
  { file: 'hello-openshift-custom-injection.yaml', because: 'OpenShift has set the user that its input names for the proxy, and only there istiod takes it away; at synth it is what the author wrote' },
];
/** The users that OpenShift allots to the namespace of Istio's inputs. */
const OPENSHIFT = { proxyUser: 1000629999, proxyGroup: 1000629999 };
const IMAGES = { global: { hub: 'registry.istio.io/testing', tag: 'latest' } };
const ELSEWHERE = /openshift|spire|custom-template|bad/;

const folderOf = (source: string): string => join(source, 'pkg', 'kube', 'inject', 'testdata', 'inject');
const read = (folder: string, file: string): Manifest[] => flat(loadAll(readFileSync(join(folder, file), 'utf8'), undefined, { json: true }));

/** The result of mesh.inject for an object; the reason when it is refused. */
function ours(object: Manifest, values: Values, native: boolean, user: object = {}): Manifest | string {
  const env = { ...values.env, ENABLE_NATIVE_SIDECARS: String(native) };
  const mesh = new Mesh(new App(), 'mesh', { controlPlane: ControlPlane.existing({ istiod: { values: mergeValues(IMAGES, { ...values, env }) } }) });
  const workload = new ApiObject(new Chart(mesh, 'inputs'), 'workload', JSON.parse(JSON.stringify(object)));
  try {
    mesh.inject(workload, user);
    return workload.toJson();
  } catch (e) {
    return (e as Error).message;
  }
}

/** The object as istiod would return it: mesh.inject adds the label that disables the webhook, unless a node agent redirects. */
function withoutLabel(object: Manifest, values: Values): Manifest {
  const path = podPath(object)!;
  const metadata = path.reduce((value: any, key) => value[key], object as any).metadata;
  const there = metadata.labels['sidecar.istio.io/inject'] === 'false';
  if (there === Boolean(resolve('istiod', values).cni.enabled)) throw new Error(`the webhook is ${there ? '' : 'not '}kept away`);
  if (there) delete metadata.labels['sidecar.istio.io/inject'];
  return object;
}

/** kube-inject marks the Job that a CronJob makes, where nothing reads it, and reads the settings there; they belong on the pods, where istiod's webhook has them. */
function onPods(object: Manifest): Manifest {
  if (object.kind !== 'CronJob') return object;
  const { metadata, spec } = object.spec.jobTemplate;
  return { ...object, spec: { ...object.spec, jobTemplate: { spec: { ...spec, template: { ...spec.template, metadata } } } } };
}

/** Why an object differs from the expected one; undefined when it doesn't. */
function unequal(expected: Manifest, measured: Manifest | string, values: Values): string | undefined {
  if (typeof measured === 'string') return measured;
  return differences(meaning(onPods(expected)), meaning(withoutLabel(measured, values)))[0];
}

/** Compares, and keeps explained differences separate from others. */
class Comparison {
  public equal = 0;

  public readonly explained = new Set<string>();

  public readonly unexplained: string[] = [];

  public add(file: string, difference: string | undefined): void {
    const reason = EXPLAINED.find((entry) => entry.file === file);
    if (difference === undefined) this.equal++;
    else if (reason && (reason.refusal ?? / became /).test(difference)) this.explained.add(file);
    else this.unexplained.push(`${file}: ${difference}`);
  }

  public report(trial: Trial, what: string): void {
    const { equal, explained, unexplained } = this;
    trial.that(what, 'all equal but what is explained', `${equal} equal, ${explained.size} explained, ${unexplained.length} different${unexplained.length > 0 ? `, first ${unexplained[0]}` : ''}`,
      equal > 0 && unexplained.length === 0);
  }
}

const goldens: Case = {
  group: 'installed',
  name: 'a proxy that is added at synth time is the one of Istio\'s own recorded results',
  run: async (lab, trial) => {
    const folder = folderOf(lab.parts.istioSource);
    const comparison = new Comparison();
    const files = readdirSync(folder).filter((file) => file.endsWith('.injected'));
    for (const golden of files) {
      const { input = golden.replace('.injected', ''), values = {}, iop, native = true } = GOLDENS[golden] ?? {};
      const settings: Values = iop ? (load(readFileSync(join(folder, iop), 'utf8')) as any).spec.values : values;
      delete settings.global?.podDNSSearchNamespaces; // no chart of today reads it
      const expected = read(folder, golden);
      const found = read(folder, input).map((object, i) => (
        podPath(object) ? unequal(expected[i], ours(object, settings, native, input.includes('openshift') ? OPENSHIFT : {}), settings) : differences(meaning(expected[i]), meaning(object))[0]
      ));
      comparison.add(input, found.find((difference) => difference !== undefined));
    }
    trial.equal('results with settings of their own that are no longer there', [], Object.keys(GOLDENS).filter((golden) => !files.includes(golden)));
    comparison.report(trial, `${files.length} results`);
    trial.equal('explanations that explain nothing', [], EXPLAINED.map((entry) => entry.file).filter((file) => !comparison.explained.has(file)));
    const refused = readdirSync(folder).filter((file) => file.startsWith('traffic-annotations-bad-'));
    trial.equal('inputs that must be refused and are not', [], refused.filter((file) => typeof ours(read(folder, file)[0], {}, true) !== 'string'));
  },
};

/** The same workloads under values that change what a sidecar is; expected is what istioctl makes of them with the official charts. */
const sets: Case[] = SETS.map(([name, values, env = {}]) => ({
  group: 'installed',
  name: `a proxy that is added at synth time is the official template's: ${name}`,
  run: async (lab, trial) => {
    const folder = folderOf(lab.parts.istioSource);
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && !file.includes('.iop.') && !ELSEWHERE.test(file));
    const inputs = files.flatMap((file) => read(folder, file).filter((object) => podPath(object)).map((object) => ({ file, object })));
    const all = join(lab.folder, 'workloads.yaml');
    writeFileSync(all, inputs.map(({ object }) => dump(object)).join('---\n'));
    const settings = mergeValues(IMAGES, values);
    const theirs = injectorOf(await official(lab.parts, lab.folder, { chart: 'istiod', values: settings, release: 'istio', namespace: 'istio-system', upgrade: false }));
    for (const native of [true, false]) {
      const out = await inject(lab.parts, join(lab.folder, 'theirs'), theirs, all, native, env, settings.revision);
      const expected = out.startsWith('exit') ? [] : flat(loadAll(out, undefined, { json: true }));
      const comparison = new Comparison();
      inputs.forEach(({ file, object }, i) => comparison.add(file, expected[i]
        ? unequal(expected[i], ours(object, { ...values, env: { ...values.env, ...env } }, native, settings.platform === 'openshift' ? { proxyUser: 1337 } : {}), settings)
        : `istioctl made nothing of it: ${out.slice(0, 300)}`));
      comparison.report(trial, `${inputs.length} workloads, ${native ? 'native' : 'classic'} sidecars`);
    }
  },
}));

export const cases: Case[] = [goldens, ...sets];
