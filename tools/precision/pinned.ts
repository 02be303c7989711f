import { readFileSync } from 'fs';
import * as path from 'path';
import { objectName } from '../../src/check/format';
import { check } from '../../src/cli/check/command';
import { goModule } from '../import/module';
import { SOURCES } from '../import/sources';

/** Findings of the folders below that somebody judged true, one a line: folder, file, object, code. `npm run precision -- --pinned` draws them anew. */
export const LIST = path.join(__dirname, '..', '..', 'conformance', 'parts', 'true-findings.tsv');
/** A line of the list. */
export const HEAD = ['folder', 'file', 'object', 'code'].join('\t');

/** Folders of manifests in modules that the project pins for their definitions. Each is a world of its own. */
const FOLDERS: readonly (readonly [module: string, folder: string])[] = [
  ['github.com/argoproj/argo-rollouts', 'examples'],
  ['github.com/argoproj/argo-rollouts', 'test/e2e'],
  ['github.com/envoyproxy/gateway', 'examples'],
  ['github.com/external-secrets/external-secrets', 'docs/snippets'],
  ['github.com/fluxcd/flagger', 'artifacts'],
  ['knative.dev/serving', 'test/config'],
  ['sigs.k8s.io/gateway-api', 'examples'],
  ['github.com/GoogleCloudPlatform/k8s-config-connector', 'config/samples/resources'],
];

/** No object, and objects that occur twice in a folder: what samples are, and nothing that anybody did wrong. */
const OF_SAMPLES: ReadonlySet<string> = new Set(['MESH001', 'MESH002']);

/** The errors and warnings of the pinned folders, as lines of the list, sorted. */
export async function pinnedFindings(): Promise<string[]> {
  const lines = new Set<string>();
  for (const [module, folder] of FOLDERS) {
    const dir = path.join(goModule(module, versionOf(module)).dir, folder);
    for (const { code, file, object } of await errorsAndWarnings(dir)) {
      if (!OF_SAMPLES.has(code)) lines.add([`${module}/${folder}`, file === undefined ? '' : path.relative(dir, file), objectName(object), code].join('\t'));
    }
  }
  return [...lines].sort();
}

function versionOf(module: string): string {
  const version = SOURCES.find((s) => s.module === module)?.version;
  if (version === undefined) throw new Error(`${module} must be a module of tools/import/sources.ts; name another one`);
  return version;
}

async function errorsAndWarnings(dir: string): Promise<readonly { code: string; file?: string; object: Parameters<typeof objectName>[0] }[]> {
  let out = '';
  await check.run(['--format', 'json', '--severity', 'warning', dir], { out: (text) => { out += text; }, err: () => {}, color: false });
  return JSON.parse(out).findings;
}

/** The lines of the list. */
export const listed = (): string[] => readFileSync(LIST, 'utf8').trimEnd().split('\n').slice(1);
