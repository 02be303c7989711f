import * as fs from 'fs';
import * as path from 'path';
import { ApiObject, App, type AppProps, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { checkAppProps } from './app-props';
import { Documents, synthesizing } from './documents';
import { writeFolder } from './folder';
import { SCRIPT, scriptsOf } from './gcloud';
import { chartNames, distinctNames, type FileSubject, objectNames } from './names';
import { OrderedChart } from './order';
import { createOutdir } from './outdir';
import { writeObject, writtenObjects, YamlStream } from './output';
import { fileOf, markOrdered, placesIn } from './place';
import type { Stage, Staged } from './stage';

/** Properties of a `MeshApp`. */
export interface MeshAppProps extends AppProps {
  /**
   * Whether `synth()` removes files of the previous synth that the app no longer writes. Only files that are listed in `.cdk8s-mesh.files` of the output
   * directory (`.cdk8s-mesh.NAME.files` of an app with `appName`) and unchanged since are removed, and standard error lists them.
   *
   * @default true
   */
  readonly prune?: boolean;

  /**
   * Name of the app among several that write to one output directory, such as `shop`: lower-case letters, digits and `-`, at most 63 characters. Each app then
   * removes only what it wrote itself, and `synth()` throws if two of them write a file of the same name. Apps without a name count as one app: their synths
   * remove each other's files unless `prune` is false.
   *
   * @default the app has no name: it has the output directory for itself
   */
  readonly appName?: string;
}

/** Private members of cdk8s' `App`. */
interface ConstructMetadata {
  readonly recordConstructMetadata: boolean;
  writeConstructMetadata(objects: readonly ApiObject[]): void;
}

/**
 * A cdk8s `App` that writes the same files much faster: many times as fast at a thousand objects, in time proportional to the size of the app instead of
 * charts times objects. It takes the same properties and works with every chart and construct; nothing else in an app changes.
 *
 * Every construct is validated once per synth and every object rendered once, where cdk8s validates the whole app once for each chart. Dependencies
 * between charts and objects keep their order, at a cost that grows with their number only. The output is byte-identical to that of cdk8s, except for text
 * that Kubernetes would misread (`0o17`, `<<`, line separators): those are quoted. If cdk8s would write two objects to one file and lose one, the names of
 * both files contain the namespace.
 *
 * @example
 * import { MeshApp } from 'cdk8s-mesh';
 *
 * const app = new MeshApp();
 * new Chart(app, 'shop', { namespace: 'shop' });
 * app.synth();
 */
export class MeshApp extends App {
  private readonly prune: boolean;
  private readonly appName?: string;

  /** @throws if a property is of another type, or the file extension contains a slash */
  public constructor(props: MeshAppProps = {}) {
    checkAppProps(props);
    super(props);
    this.prune = props.prune ?? true;
    this.appName = props.appName;
    markOrdered(this);
  }

  /**
   * Validates the app and writes its manifests to the output directory. Files are replaced atomically once all are written: a failed synth leaves the
   * previous files unchanged. Files of earlier synths that this one does not write are removed (see `prune`); all others stay. Standard error names files that
   * are replaced although they were edited by hand.
   *
   * @throws if a construct is invalid, if dependencies form a cycle, if an object can't be rendered, if a folder can't be written or is a link that leads
   * out of the output directory, if a link, folder or pipe has the name of a file to be written, or if another app wrote a file of that name (see `appName`)
   */
  public synth(): void {
    createOutdir(this.outdir);
    synthesizing(this, (documents) => {
      this.validateOnce();
      const { charts, dependent } = documents.order();
      writeFolder({ outdir: this.outdir, app: this.appName, prune: this.prune }, (stage) => {
        this.write(stage, charts, (i) => (dependent ? `${i.toString().padStart(4, '0')}-` : ''), documents);
        this.writeMetadata(stage, charts);
      });
    });
  }

  /**
   * Validates the app and returns all its manifests as one YAML text, with documents separated by `---`.
   *
   * @throws as `synth()`
   */
  public synthYaml(): string {
    return synthesizing(this, (documents) => {
      this.validateOnce();
      const stream = new YamlStream();
      documents.order().charts.forEach((chart) => stream.addChart(chart, documents));
      return stream.toString();
    });
  }

  /** Objects of a fleet's cluster go to a folder with the cluster's name, all others to the output directory itself. */
  private write(stage: Stage, charts: readonly OrderedChart[], number: (i: number) => string, documents: Documents): void {
    const files = new Files(this.outputFileExtension);
    const placed = charts.map((chart, i) => {
      const { folder = '', name } = fileOf(chart.chart);
      return { chart, folder, names: chartNames(number(i) + name, chart.chart.node.path) };
    });
    switch (this.yamlOutputType) {
      case YamlOutputType.FILE_PER_APP: {
        const streams = new Map<string, YamlStream>();
        for (const { chart, folder } of placed) {
          const stream = streams.get(folder) ?? new YamlStream();
          streams.set(folder, stream);
          stream.addChart(chart, documents);
        }
        streams.forEach((stream, folder) => files.add(folder, ['app'], stage.write(stream.content())));
        break;
      }
      case YamlOutputType.FILE_PER_CHART:
        for (const { chart, folder, names } of placed) {
          const stream = new YamlStream();
          stream.addChart(chart, documents);
          files.add(folder, names, stage.write(stream.content()));
        }
        break;
      case YamlOutputType.FILE_PER_RESOURCE:
        for (const { chart, folder } of placed) {
          let count = 0;
          for (const [document, text] of writtenObjects(chart, documents)) {
            const origin = `${chart.chart.node.path}#${count++}`;
            if (document !== undefined) {
              files.add(folder, objectNames(document, origin), stage.write([text]));
            }
          }
        }
        break;
      case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE: {
        // a cluster's folder does not belong to a chart
        const folders = subfolders(placed, placesIn(this).map(({ name }) => name));
        placed.forEach(({ chart: { objects } }, i) => {
          for (const object of objects) {
            const document = documents.take(object) as FileSubject;
            const metadata = { name: object.metadata.name, namespace: document.metadata?.namespace };
            const subject = { apiVersion: document.apiVersion, kind: object.kind, metadata };
            files.add(folders[i], objectNames(subject, object.node.path), stage.write([writeObject(object, document)]));
          }
        });
        break;
      }
    }
    files.place(stage);
    for (const [folder, text] of scriptsOf(this)) stage.place(path.posix.join(folder, SCRIPT), stage.write([text]));
  }

  /** The metadata that tells cdk8s-cli which construct created an object. */
  private writeMetadata(stage: Stage, charts: readonly OrderedChart[]): void {
    const inside = this as unknown as ConstructMetadata;
    if (!inside.recordConstructMetadata) return;
    const folder = fs.mkdtempSync(path.join(stage.folder, 'metadata-'));
    inside.writeConstructMetadata.call(Object.create(this, { outdir: { value: folder } }), charts.flatMap(({ objects }) => objects));
    for (const name of fs.readdirSync(folder)) stage.place(name, stage.adopt(path.join(folder, name)));
  }

  /** Validates every construct once, in the order of cdk8s: the app first, whose validation may add others. */
  private validateOnce(): void {
    const errors = this.node.findAll().flatMap(errorsOf);
    if (errors.length > 0) {
      throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
    }
  }
}

function errorsOf(construct: IConstruct): string[] {
  return construct.node.validate().map((error) => `[${construct.node.path}] ${error}`);
}

/** The files of a synth, which get their names once all are known. */
class Files {
  private readonly folders = new Map<string, { readonly names: readonly string[]; readonly staged: Staged }[]>();

  public constructor(private readonly extension: string) {}

  public add(folder: string, names: readonly string[], staged: Staged): void {
    const files = this.folders.get(folder) ?? [];
    this.folders.set(folder, files);
    files.push({ names, staged });
  }

  public place(stage: Stage): void {
    for (const [folder, files] of this.folders) {
      const names = distinctNames(files.map((f) => f.names), this.extension);
      files.forEach(({ staged }, i) => stage.place(path.posix.join(folder, names[i] + this.extension), staged));
    }
  }
}

/** A folder for each chart, below that of its cluster. */
function subfolders(charts: readonly { readonly folder: string; readonly names: readonly string[] }[], clusters: readonly string[]): string[] {
  const result: string[] = [];
  for (const folder of new Set(charts.map((c) => c.folder))) {
    const here = charts.map((c, i) => ({ ...c, i })).filter((c) => c.folder === folder);
    const names = distinctNames(here.map((c) => c.names), '', folder === '' ? clusters : []);
    here.forEach(({ i }, k) => result[i] = path.posix.join(folder, names[k]));
  }
  return result;
}
