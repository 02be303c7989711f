import * as fs from 'fs';
import * as path from 'path';

/** Removes the folder of `temporary.ts`, and gives its name back to what runs next in this process, as watching does. */
export default function end(): void {
  const folder = process.env.TMPDIR!;
  process.env.TMPDIR = path.dirname(folder);
  fs.rmSync(folder, { recursive: true, force: true });
}
