import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dump, loadAll } from 'js-yaml';
import { renderChart } from '../../src/install/chart/chart';
import type { Chart } from '../../src/install/values/charts';
import type { Values } from '../../src/install/values/kinds';
import type { Parts } from '../parts/catalogue';

const run = promisify(execFile);

/** Where each chart is in Istio's module. */
const FOLDERS: Record<Chart, string> = {
  base: 'base', istiod: 'istio-control/istio-discovery', gateway: 'gateway', cni: 'istio-cni', ztunnel: 'ztunnel', default: 'default',
};
/** The only object that ours leave out: helm's values, kept for people who debug the chart. */
const LEFT_OUT = /^values(-|$)/;

export interface Install {
  readonly chart: Chart;
  readonly values: Values;
  readonly release: string;
  readonly namespace: string;
  readonly upgrade: boolean;
}

/** What helm renders from the official chart. */
export async function official(parts: Parts, folder: string, install: Install): Promise<any[]> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'values.yaml');
  writeFileSync(file, dump(install.values));
  const { stdout } = await run(parts.helm, [
    'template', install.release, join(parts.istioSource, 'manifests', 'charts', FOLDERS[install.chart]), '--namespace', install.namespace,
    '--values', file, ...install.upgrade ? ['--is-upgrade'] : [],
  ], { maxBuffer: 268_435_456 });
  return (loadAll(stdout, undefined, { json: true }) as any[]).filter((object) => object && !(object.kind === 'ConfigMap' && LEFT_OUT.test(object.metadata.name)));
}

/** What we render. */
export function ours(install: Install): any[] {
  return renderChart(install.chart, install.values, { name: install.release, namespace: install.namespace, upgrade: install.upgrade });
}

/** What an injection depends on, out of the objects of istiod. */
export interface Injector {
  readonly config: string;
  readonly values: string;
  readonly mesh: string;
}

export function injectorOf(objects: any[]): Injector {
  const data = (name: string): any => objects.find((object) => object.kind === 'ConfigMap' && object.metadata.name.startsWith(name) && object.data)?.data;
  const { config, values } = data('istio-sidecar-injector');
  return { config, values, mesh: objects.find((object) => object.kind === 'ConfigMap' && object.data?.mesh)!.data.mesh };
}

/** What istioctl makes of a file with an injector: its output, and why it fails. */
export async function inject(parts: Parts, folder: string, injector: Injector, file: string, native: boolean, env: Record<string, string>, revision = 'default'): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(injector)) { writeFileSync(join(folder, name), text); }
  const path = (name: string): string => join(folder, name);
  return run(parts.istioctl, [
    'kube-inject', '-r', revision, '-f', file, '--injectConfigFile', path('config'), '--meshConfigFile', path('mesh'), '--valuesFile', path('values'),
  ], { env: { HOME: folder, KUBECONFIG: '/dev/null', ENABLE_NATIVE_SIDECARS: String(native), ...env }, maxBuffer: 268_435_456 }).then(
    ({ stdout }) => stdout, (e: { code: number; stderr: string }) => `exit ${e.code}: ${e.stderr.replace(/; have .*/g, '')}`);
}
