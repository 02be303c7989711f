import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Understood {
  readonly values?: unknown[] | null;
  readonly error?: string;
}

/** What Kubernetes' reader understands of texts: `s` as kubectl reads a file, `v` one value. */
export async function askReader(program: string, mode: 's' | 'v', texts: readonly string[]): Promise<Understood[]> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (d: Buffer) => out.push(d));
  const closed = once(child, 'close');
  for (const text of texts) {
    const body = Buffer.from(text);
    const head = Buffer.alloc(5);
    head.write(mode, 0, 'latin1');
    head.writeUInt32LE(body.length, 1);
    if (!child.stdin.write(Buffer.concat([head, body]))) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await closed;
  const all = Buffer.concat(out);
  const answers: Understood[] = [];
  for (let at = 0; at < all.length;) {
    const length = all.readUInt32LE(at);
    answers.push(JSON.parse(all.toString('utf8', at + 4, at + 4 + length)) as Understood);
    at += 4 + length;
  }
  if (answers.length !== texts.length) throw new Error(`the reader of Kubernetes answered ${answers.length} of ${texts.length} questions`);
  return answers;
}
