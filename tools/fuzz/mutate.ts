/** Mutations of manifests and values: bytes, lines, and parsed trees. The same seed gives the same inputs. */
import { pick, type Draw } from '../../conformance/harness/documents';

/** Values that a field does not expect. */
const ODD: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e300, 2 ** 53, '', ' ', '*', '*.', '.', '..', '/', '//', '~', 'a/b/c', 'x'.repeat(3000), '[', '(?', '(a+)+$', '%', '%zz', '\u0000', '\u001b[31m', '\u009b2J', '\u202eabc', '\ud800',
  '__proto__', 'constructor', 'toString', '00:00', '1h', '-1s', '99999999999999999999', '::1', '10.0.0.0/33', 'http://[', [], {}, [null], [[]], [{}], { '': null }, { items: [] }, { constructor: 1 }, [1, 'a', {}],
];
const KEYS = ['', '__proto__', 'constructor', 'hasOwnProperty', 'items', 'kind', 'metadata', 'spec', '(x', 'a.b', 'a/b', '$x', '\u001b[2J', 'é', '0', '-1', 'y', '<<', '='];
const INSERTS: readonly (string | Uint8Array)[] = [
  '---\n', '...\n', '\t', '\r', '\r\n', '\n', ' ', ':', '- ', '? ', '&a ', '*a ', '<<: *a\n', '!!binary x', '!<x> ', '|', '>', '"', '\'', '{', '}', '[', ']', ',', '#', '%', '@', '`', '{{ .Values.x }}', '${X}', '\u2028', '\u0085', '\ufeff', '\u0000', '\u001b', '\u009b',
  '\u202e', '😀', Uint8Array.of(0xff), Uint8Array.of(0xc3), Uint8Array.of(0xff, 0xfe), Uint8Array.of(0xed, 0xa0, 0x80),
];

/** A part of a text, or its bytes, changed in a few places. */
export function mutateBytes(draw: Draw, from: Buffer): Buffer {
  let bytes = from;
  for (let n = 1 + draw(4); n > 0; n--) {
    const at = draw(bytes.length + 1);
    const length = Math.min(bytes.length - at, 1 + draw(draw(4) ? 8 : 400));
    const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
    switch (draw(6)) {
      case 0: bytes = Buffer.concat([before, after]); break;
      case 1: bytes = Buffer.concat([before, part, part, after]); break;
      case 2: bytes = Buffer.concat([before, Buffer.from([draw(256)]), after]); break;
      case 3: bytes = Buffer.from(before); break;
      default: bytes = Buffer.concat([before, Buffer.from(pick(draw, INSERTS) as string), part, after]);
    }
  }
  return draw(60) ? bytes : Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]);
}

type Path = readonly (string | number)[];
function paths(value: unknown, at: Path = [], out: Path[] = []): Path[] {
  out.push(at);
  if (typeof value === 'object' && value !== null && out.length < 3000) for (const key of Object.keys(value)) paths((value as any)[key], [...at, Array.isArray(value) ? Number(key) : key], out);
  return out;
}
function changed(value: any, [head, ...rest]: Path, change: (holder: any, key: string | number) => void): any {
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (rest.length === 0) change(copy, head); else copy[head] = changed(copy[head], rest, change);
  return copy;
}

/** A tree with a few parts replaced, removed, renamed, doubled or nested. */
export function mutateTree(draw: Draw, from: unknown, others: readonly unknown[]): unknown {
  let tree = from;
  for (let n = 1 + draw(4); n > 0; n--) {
    const path = pick(draw, paths(tree));
    const kind = draw(8);
    if (path.length === 0) {
      if (draw(20) === 0) tree = pick(draw, ODD);
      continue;
    }
    tree = changed(tree, path, (holder, key) => {
      const value = holder[key];
      if (kind < 3) {
        holder[key] = pick(draw, ODD);
      } else if (kind === 3) {
        if (Array.isArray(holder)) holder.splice(Number(key), 1); else delete holder[key];
      } else if (kind === 4 && !Array.isArray(holder)) {
        delete holder[key];
        Object.defineProperty(holder, pick(draw, KEYS), { value, enumerable: true, configurable: true, writable: true });
      } else if (kind === 5) {
        holder[key] = Array.isArray(value) ? [...value, ...value] : [value];
      } else if (kind === 6) {
        holder[key] = { [String(key)]: value };
      } else {
        const other = pick(draw, others);
        holder[key] = pick(draw, paths(other).map((p) => p.reduce<any>((v, k) => v?.[k], other)));
      }
    });
  }
  return tree;
}
