import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** The maximum size read from a device or a pipe: some never end. */
const MOST = 512 * 2 ** 20;
const CHUNK = 2 ** 20;

/** The text of a file, or why it has none. */
export type Text = { readonly text: string } | { readonly why: string; readonly line?: number };

/**
 * Reads a file, or standard input (`-`), like the API server's tools: UTF-8, or UTF-16 with a byte order mark. Throws the errors of opening and
 * reading it.
 */
export function readText(name: string): Text {
  return decoded(name === '-' ? readAll(0) : opened(name));
}

function opened(name: string): Buffer {
  const file = openSync(name, 'r');
  try {
    return readAll(file);
  } finally {
    closeSync(file);
  }
}

function readAll(file: number): Buffer {
  if (fstatSync(file).isFile()) return readFileSync(file);
  const chunks: Buffer[] = [];
  for (let size = 0; ;) {
    const chunk = Buffer.alloc(CHUNK);
    const length = readSome(file, chunk);
    if (length === 0) return Buffer.concat(chunks);
    size += length;
    chunks.push(chunk.subarray(0, length));
    // a binary file is not read to its end, which a device may not have
    if (!isUtf16(chunks[0]) && chunk.subarray(0, length).includes(0)) return Buffer.concat(chunks);
    if (size > MOST) throw new Error(`more than ${MOST / 2 ** 20} MB from a stream that does not end; use files instead`);
  }
}

function readSome(file: number, into: Buffer): number {
  for (;;) {
    try {
      return readSync(file, into);
    } catch (e) {
      const { code } = e as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw e;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); // non-blocking standard input: no data yet
    }
  }
}

const isUtf16 = (bytes: Buffer): boolean => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

function decoded(bytes: Buffer): Text {
  if (isUtf16(bytes)) {
    try {
      return { text: new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be', { fatal: true }).decode(bytes) };
    } catch {
      return { why: 'not text in UTF-16, although its byte order mark declares it: save it as UTF-8' };
    }
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) return { why: 'not text: it contains a null byte', line: lineOf(bytes, zero) };
  if (isAscii(bytes)) return { text: bytes.toString('latin1') }; // the same text, but ten times as fast for a large file
  if (isUtf8(bytes)) return { text: bytes.toString('utf8') };
  for (let from = 0, line = 1; ; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to)) || end < 0) return { why: 'not text in UTF-8: save it as UTF-8', line };
    from = to + 1;
  }
}

function lineOf(bytes: Buffer, at: number): number {
  let line = 1;
  for (let i = bytes.indexOf(10); i >= 0 && i < at; i = bytes.indexOf(10, i + 1)) line++;
  return line;
}
