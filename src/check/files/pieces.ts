import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readYaml } from '../../grammar/yaml';
import type { Manifest, Piece } from '../../world/manifest';

/** A control line or a value of a Helm template, by syntax that only Helm templates use. */
const HELM = /\{\{-?\s*(?:(?:if|else|range|with|end|define|include|template|block|tpl|toYaml|printf|required|default|quote)\b|\/\*|\$|\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|\(include\b)/;
/** A value in a string of a Helm template: other tools also write `{{ }}`. */
const HELM_VALUE = /\{\{-?\s*(?:\.(?:Values|Release|Chart)\b|include\s|template\s|tpl\s)/;
/** ytt writes its directives in YAML comments. */
const YTT = /^[ \t]*#@(?:\s|[a-z]+[/: ]|@)/m;
/** A line of Jinja, or of a template with a similar syntax. */
const JINJA = /^[ \t]*\{%-?\s*[a-z]+/m;
const KUSTOMIZATION = /^kustomization\.ya?ml$/;
/** How many folders up to look for the kustomization or chart that contains a file. */
const ABOVE = 4;

/** Distinguishes parts of templates and of kustomizations from manifests: they are not applied to a cluster as they are. */
export class Pieces {
  /** the files that a kustomization lists, with their roles, by folder */
  private readonly kustomizations = new Map<string, ReadonlyMap<string, string>>();

  /** Reads the files named by kustomizations before checking their parts, which may be in another folder. */
  public prepare(files: readonly string[]): void {
    for (const file of files) if (KUSTOMIZATION.test(basename(file))) this.namedBy(dirname(file));
  }

  /** Classifies a file by its path and text; undefined for a manifest. */
  public of(file: string, text: string): Piece | undefined {
    if (file !== '-' && KUSTOMIZATION.test(basename(file))) return { what: 'the configuration of kustomize', tool: 'kustomize', command: `kustomize build ${dirname(file)}` };
    if (YTT.test(text)) return { what: 'a ytt template', tool: 'ytt', command: `ytt -f ${file === '-' ? 'DIR' : dirname(file)}` };
    if (file === '-') return undefined;
    const chart = HELM.test(text) ? chartOf(file) : undefined;
    if (chart) return helm(chart);
    return this.ofKustomization(file);
  }

  private ofKustomization(file: string): Piece | undefined {
    const real = realOf(file);
    let folder = dirname(resolve(file));
    for (let i = 0; i < ABOVE; i++, folder = dirname(folder)) this.namedBy(folder);
    for (const [from, names] of this.kustomizations) {
      const role = names.get(real);
      if (role) return { what: `${role} of a kustomization`, tool: 'kustomize', command: `kustomize build ${from}` };
    }
    return undefined;
  }

  private namedBy(folder: string): void {
    const key = resolve(folder);
    if (this.kustomizations.has(key)) return;
    const names = new Map<string, string>();
    this.kustomizations.set(key, names);
    const found = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].map((name) => join(key, name)).find(existsSync);
    if (!found) return;
    let content: any;
    try {
      content = readYaml(readFileSync(found, 'utf8'));
    } catch {
      return; // reported when the file itself is read
    }
    for (const [path, role] of namesIn(content)) {
      const at = resolve(key, path);
      if (isFile(at)) names.set(realOf(at), role);
    }
    for (const path of [...texts(content?.resources), ...texts(content?.bases), ...texts(content?.components)]) names.delete(realOf(resolve(key, path)));
  }
}

/** Classifies a file by its documents: a string that only a template contains, or no sign of an object at all. */
export function pieceByContent(file: string, manifests: readonly Manifest[], isFound: boolean): Piece | undefined {
  const templated = manifests.some(({ object }) => holdsTemplate((object as any)?.metadata, 0) || (isCustom((object as any)?.apiVersion) && holdsTemplate((object as any).spec, 0)));
  if (templated) return helm(chartOf(file));
  // a file in a folder that contains no object is not applied to a cluster
  const isOther = ({ object }: Manifest) => typeof object === 'object' && object !== null && !['apiVersion', 'kind', 'metadata'].some((key) => (object as any)[key] !== undefined);
  return isFound && manifests.length && manifests.every(isOther) ? { what: 'not a manifest: it has neither apiVersion nor kind', command: '' } : undefined;
}

/** Whether an unreadable file is a Helm template: by the line, or by the text around it. */
export const looksTemplated = (text: string): boolean => HELM.test(text);

/** Classifies an unreadable file with lines of Jinja: in a readable file, they are just strings. */
export const ofJinja = (text: string): Piece | undefined => (JINJA.test(text) ? { what: 'a Jinja template', tool: 'Jinja', command: '' } : undefined);

export const helm = (chart: string | undefined): Piece => ({ what: 'a Helm template', tool: 'helm', command: `helm template ${chart ?? 'CHART'}` });

/** Arguments and data of built-in kinds may contain templates of another program. */
const isCustom = (apiVersion: unknown): boolean => typeof apiVersion === 'string' && /\.(?!k8s\.io\/)[a-z-]+\//.test(apiVersion);

function holdsTemplate(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !value.includes('\n') && HELM_VALUE.test(value);
  if (typeof value !== 'object' || value === null || depth > 20) return false;
  return Object.values(value).some((v) => holdsTemplate(v, depth + 1));
}

/** The chart of a file in a folder `templates`. */
function chartOf(file: string): string | undefined {
  if (file === '-') return undefined;
  let folder = dirname(resolve(file));
  for (let i = 0; i < ABOVE; i++, folder = dirname(folder)) {
    if (basename(folder) === 'templates' && existsSync(join(dirname(folder), 'Chart.yaml'))) return dirname(folder);
  }
  return undefined;
}

function* namesIn(content: any): Iterable<readonly [path: string, role: string]> {
  for (const patch of list(content?.patches)) if (typeof patch?.path === 'string') yield [patch.path, 'a patch'];
  for (const patch of list(content?.patchesJson6902)) if (typeof patch?.path === 'string') yield [patch.path, 'a patch'];
  for (const path of texts(content?.patchesStrategicMerge)) yield [path, 'a patch'];
  for (const path of texts(content?.configurations)) yield [path, 'a configuration'];
  for (const path of texts(content?.crds)) yield [path, 'a definition of kinds'];
  for (const path of [...texts(content?.transformers), ...texts(content?.generators), ...texts(content?.validators)]) yield [path, 'a plugin'];
  for (const one of list(content?.replacements)) if (typeof one?.path === 'string') yield [one.path, 'a replacement'];
  if (typeof content?.openapi?.path === 'string') yield [content.openapi.path, 'a definition of kinds'];
  for (const one of [...list(content?.configMapGenerator), ...list(content?.secretGenerator)]) {
    for (const path of [...texts(one?.files), ...texts(one?.envs), ...texts([one?.env])]) yield [path.slice(path.indexOf('=') + 1), 'content of a ConfigMap or Secret'];
  }
  for (const one of list(content?.helmCharts)) for (const path of [...texts([one?.valuesFile]), ...texts(one?.additionalValuesFiles)]) yield [path, 'Helm chart values'];
  for (const one of list(content?.helmChartInflationGenerator)) for (const path of texts([one?.values])) yield [path, 'Helm chart values'];
}

const list = (value: unknown): any[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): string[] => list(value).filter((v) => typeof v === 'string' && !v.includes('\n'));

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
