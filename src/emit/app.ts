import * as fs from 'fs';
import * as path from 'path';
import { ApiObject, App, type AppProps, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Documents, synthesizing } from './documents';
import { OrderedChart } from './order';
import { writeObject, writtenObjects, YamlStream } from './output';
import { fileOf, markOrdered } from './place';

/** What cdk8s' `App` keeps private. */
interface ConstructMetadata {
  readonly recordConstructMetadata: boolean;
  writeConstructMetadata(objects: readonly ApiObject[]): void;
}

/**
 * A cdk8s `App` that writes the same files, faster: many times at a thousand objects, and its time grows with the app, not with
 * charts times objects. Takes the same properties, works with every chart and construct, and nothing else in an app changes.
 *
 * Every construct is validated once per synth and every object rendered once, where cdk8s validates the whole app once for each
 * chart. Dependencies between charts and objects keep their order, at a cost that grows with their number only. The bytes are those
 * that cdk8s writes, but for text that Kubernetes would read as something else (`0o17`, `<<`, line separators): that is quoted.
 *
 * @example
 * import { MeshApp } from 'cdk8s-mesh';
 *
 * const app = new MeshApp();
 * new Chart(app, 'shop', { namespace: 'shop' });
 * app.synth();
 */
export class MeshApp extends App {
  public constructor(props: AppProps = {}) {
    super(props);
    markOrdered(this);
  }

  /**
   * Validates the app and writes its manifests to the output directory. What else is there stays.
   *
   * @throws if a construct is invalid, if dependencies form a cycle, or if an object can't be rendered
   */
  public synth(): void {
    fs.mkdirSync(this.outdir, { recursive: true });
    synthesizing(this, (documents) => {
      this.validateOnce();
      const { charts, dependent } = documents.order();
      this.write(charts, (i) => (dependent ? `${i.toString().padStart(4, '0')}-` : ''), documents);
      const metadata = this as unknown as ConstructMetadata;
      if (metadata.recordConstructMetadata) {
        metadata.writeConstructMetadata(charts.flatMap(({ objects }) => objects));
      }
    });
  }

  /**
   * Validates the app and gives all its manifests as one YAML text, the documents separated by `---`.
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

  /** What is under a cluster of a fleet goes to a folder of the cluster's name, all else to the output directory itself. */
  private write(charts: readonly OrderedChart[], number: (i: number) => string, documents: Documents): void {
    const file = (...names: string[]) => path.join(this.outdir, ...names) + this.outputFileExtension;
    const placed = charts.map((chart, i) => {
      const { folder = '', name } = fileOf(chart.chart);
      return { chart, folder, name: number(i) + name };
    });
    new Set(placed.map(({ folder }) => folder)).forEach((folder) => fs.mkdirSync(path.join(this.outdir, folder), { recursive: true }));
    switch (this.yamlOutputType) {
      case YamlOutputType.FILE_PER_APP: {
        const streams = new Map<string, YamlStream>();
        for (const { chart, folder } of placed) {
          const stream = streams.get(folder) ?? new YamlStream();
          streams.set(folder, stream);
          stream.addChart(chart, documents);
        }
        streams.forEach((stream, folder) => stream.save(file(folder, 'app')));
        break;
      }
      case YamlOutputType.FILE_PER_CHART:
        for (const { chart, folder, name } of placed) {
          const stream = new YamlStream();
          stream.addChart(chart, documents);
          stream.save(file(folder, name));
        }
        break;
      case YamlOutputType.FILE_PER_RESOURCE:
        for (const { chart, folder } of placed) {
          for (const [document, text] of writtenObjects(chart, documents)) {
            if (document !== undefined) {
              fs.writeFileSync(file(folder, resourceName(document.kind, document.metadata.name)), text);
            }
          }
        }
        break;
      case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
        for (const { chart: { objects }, folder, name } of placed) {
          fs.mkdirSync(path.join(this.outdir, folder, name), { recursive: true });
          for (const object of objects) {
            fs.writeFileSync(file(folder, name, resourceName(object.kind, object.metadata.name)), writeObject(object, documents.take(object)));
          }
        }
        break;
    }
  }

  /** Every construct once, in the order of cdk8s: the app first, whose validation may add others. */
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

function resourceName(kind: string, name: string | undefined): string {
  return `${kind}.${name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}
