import { ApiObject, Chart, Yaml } from 'cdk8s';
import { Documents } from './documents';
import { OrderedChart } from './order';
import { rendersCopies } from './serializer';
import { sharesParts, writeDocument } from './yaml';

/** How much text is collected before it is written out. */
const CHUNK = 2 ** 20;

/** A YAML stream of many documents. */
export class YamlStream {
  private readonly chunks: Buffer[] = [];
  private pending = '';
  private empty = true;

  public addChart(chart: OrderedChart, documents: Documents): void {
    for (const [, text] of writtenObjects(chart, documents)) {
      this.pending += this.empty ? text : `---\n${text}`;
      this.empty = false;
      if (this.pending.length > CHUNK) {
        this.flush();
      }
    }
  }

  /** The added text, in parts. */
  public content(): readonly Buffer[] {
    this.flush();
    return this.chunks;
  }

  public toString(): string {
    this.flush();
    return Buffer.concat(this.chunks).toString();
  }

  private flush(): void {
    this.chunks.push(Buffer.from(this.pending));
    this.pending = '';
  }
}

/** The documents of a chart with their YAML: the result of its `toJson()`, if it overrides that. */
export function* writtenObjects({ chart, objects }: OrderedChart, documents: Documents): Generator<[document: any, text: string]> {
  if (chart.toJson !== Chart.prototype.toJson) {
    for (const document of Object.values(chart.toJson())) {
      yield [document, writeForeign(document)];
    }
    return;
  }
  for (const object of objects) {
    const document = documents.take(object);
    yield [document, writeObject(object, document)];
  }
}

export function writeObject(object: ApiObject, document: unknown): string {
  return rendersCopies(object) ? writeDocument(document) : writeForeign(document);
}

/** A document from an unknown source. */
function writeForeign(document: unknown): string {
  return document === undefined || sharesParts(document) ? Yaml.stringify(document) : writeDocument(document);
}
