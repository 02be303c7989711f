import { isUtf8 } from 'node:buffer';
import { readPlain, shared, UNKNOWN } from './plain-yaml';
import { parseYaml, type Node } from './yaml-nodes';
import { isWholeNumber, resolveScalar, TEXT } from './yaml-scalar';
import { YamlProblem, type Mark } from './yaml-scanner';

export { YamlProblem } from './yaml-scanner';

/** Resolves an unquoted scalar. */
const scalarOf = (text: string): unknown => {
  const value = resolveScalar(text);
  // numbers that JSON does not support are rejected with their place
  return value === TEXT ? text : typeof value === 'number' && !Number.isFinite(value) ? UNKNOWN : value;
};

/** Parses one document of YAML like Kubernetes. */
export function readYaml(text: string): unknown {
  const value = readPlain(text, scalarOf);
  return value === UNKNOWN ? readWhole(text) : value;
}

/** Parses one document with the full parser: the same value, and the problems of the text. */
export function readWhole(text: string): unknown {
  const node = parseYaml(text);
  return node === undefined ? null : new Decoder().value(node);
}

const TAG = 'tag:yaml.org,2002:';
const MERGE = `${TAG}merge`;
/** For these tags the text decides the type; all other tags make it a string. */
const RESOLVED = ['str', 'bool', 'int', 'float', 'null', 'timestamp'].map((name) => TAG + name);

/** Resolves aliases, within the limits of Kubernetes' parser, and converts nodes to plain data. */
class Decoder {
  private readonly open = new Set<Node>();
  private count = 1;
  private aliased = 0;
  private aliasDepth = 0;

  public value(node: Node): unknown {
    this.tick(node);
    switch (node.kind) {
      case 'scalar': return this.stored(this.scalar(node));
      case 'sequence': return node.items.map((item) => this.value(item));
      case 'mapping': return this.mapping(node, {}, new Set());
      case 'alias': return this.followed(node, (of) => this.value(of));
    }
  }

  private stored(value: unknown): unknown {
    return typeof value === 'string' ? shared(value) : value;
  }

  /** Kubernetes' limit: in a large document, aliases must not make up most of it. */
  private tick(node: Node): void {
    this.count++;
    if (this.aliasDepth > 0) this.aliased++;
    if (this.aliased <= 100 || this.count <= 1000 || this.aliased / this.count <= allowed(this.count)) return;
    this.fail('excessive aliasing: the text with expanded aliases is many times as large as the text itself', node.mark);
  }

  private fail(reason: string, { line, column }: Mark): never {
    throw new YamlProblem(reason, line, column);
  }

  private followed<T>(node: Node & { kind: 'alias' }, use: (of: Node) => T): T {
    if (this.open.has(node.of)) this.fail(`the value of the anchor &${node.name} contains itself`, node.mark);
    this.open.add(node.of);
    this.aliasDepth++;
    const value = use(node.of);
    this.aliasDepth--;
    this.open.delete(node.of);
    return value;
  }

  /** The value of a scalar, before checking whether JSON supports it. */
  private resolved({ text, plain, tag }: Node & { kind: 'scalar' }): unknown {
    return (tag === '' && plain) || (tag !== `${TAG}str` && RESOLVED.includes(tag)) ? resolveScalar(text) : text;
  }

  private scalar({ text, plain, tag, mark }: Node & { kind: 'scalar' }): unknown {
    if (tag === '' && !plain) return text;
    if (tag === '') return this.json(resolveScalar(text), text, mark);
    if (tag === `${TAG}str`) return text;
    if (tag === `${TAG}binary`) return this.binary(text, mark);
    if (!RESOLVED.includes(tag)) return text;
    const value = resolveScalar(text);
    const name = tag.slice(TAG.length);
    const isOf = name === 'timestamp' ? isTimestamp(text) : name === 'null' ? value === null : name === 'bool' ? typeof value === 'boolean'
      : typeof value === 'number' && (name === 'float' || isWholeNumber(text));
    if (!isOf) this.fail(`'${text.slice(0, 40)}' is no ${name}, as its tag !!${name} says`, mark);
    return name === 'timestamp' ? text : this.json(value, text, mark);
  }

  private json(value: unknown, text: string, mark: Mark): unknown {
    if (typeof value === 'number' && !Number.isFinite(value)) this.fail(`${text} is a number that JSON does not have: put it into quotes if it is a text`, mark);
    return value === TEXT ? text : value;
  }

  private binary(text: string, mark: Mark): string {
    const packed = text.replace(/[\r\n]/g, '');
    const bytes = Buffer.from(packed, 'base64');
    if (bytes.toString('base64') !== packed || !isUtf8(bytes)) this.fail('!!binary is not base64 of a text', mark);
    return bytes.toString('utf8');
  }

  private mapping({ entries }: Node & { kind: 'mapping' }, into: Record<string, unknown>, keys: Set<string>): Record<string, unknown> {
    for (const [key, value] of entries) {
      if (key.kind === 'scalar' && key.text === '<<' && (key.plain || key.tag === MERGE)) {
        this.merge(value, into);
        continue;
      }
      const name = this.key(key);
      if (keys.has(name)) this.fail(`the key ${JSON.stringify(name).slice(0, 80)} occurs twice: Kubernetes uses one of the two values and drops the other; keep one`, key.mark);
      keys.add(name);
      const is = this.value(value);
      if (name === '__proto__') Object.defineProperty(into, name, { value: is, enumerable: true, configurable: true, writable: true });
      else into[name] = is;
    }
    return into;
  }

  /** Keys become strings, as in JSON. */
  private key(node: Node): string {
    const written = node.kind === 'alias' ? node.of : node;
    if (written.kind === 'scalar' && typeof this.resolved(written) === 'number') return this.numberKey(this.resolved(written) as number, written);
    const value = this.value(node);
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return String(value);
    return this.fail(value === null ? 'a key is null or empty: put it into quotes' : 'a key must be a text, not a list or a mapping', node.mark);
  }

  /** Integers keep their digits; others would get the digits of a 32-bit float. */
  private numberKey(value: number, node: Node & { kind: 'scalar' }): string {
    if (Number.isSafeInteger(value) && isWholeNumber(node.text)) return String(value);
    return this.fail(`the number ${value} as a key may be read in several ways: put it into quotes`, node.mark);
  }

  /** Merges the keys of another mapping at this position: they replace earlier keys, and later keys replace them. */
  private merge(node: Node, into: Record<string, unknown>): void {
    const one = (part: Node): void => {
      this.tick(part);
      if (part.kind === 'mapping') this.mapping(part, into, new Set());
      else if (part.kind === 'alias' && part.of.kind === 'mapping') this.followed(part, (of) => this.merge(of, into));
      else this.fail('<< must be followed by a mapping, or a list of mappings', part.mark);
    };
    if (node.kind === 'sequence') [...node.items].reverse().forEach(one); else one(node);
  }
}

const isTimestamp = (text: string): boolean => /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]\d)/.test(text);

/** How much of a document aliases may make up: the larger it is, the less. */
function allowed(count: number): number {
  const [low, high] = [400_000, 4_000_000];
  return count <= low ? 0.99 : count >= high ? 0.1 : 0.99 - 0.89 * ((count - low) / (high - low));
}
