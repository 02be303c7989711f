import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';

/** The beginning of the name of a staging folder. */
export const STAGE = '.cdk8s-mesh-';
/** The file that a staging folder contains from the beginning, so that no other folder is ever taken for one. */
const MARKER = 'cdk8s-mesh-stage';
const MARKED = 'Temporary files of a synth of cdk8s-mesh. A later synth removes this folder.\n';
/** The age in milliseconds after which a staging folder is certainly abandoned. */
const ABANDONED = 3_600_000;

/** A file that is written, but not moved to its destination yet. */
export interface Staged {
  readonly file: string;
  readonly hash: string;
}

/** The staging folder: files are written there before they are moved to the output folder. */
export class Stage {
  /** Path below the output folder, with `/` on every system. */
  public readonly files = new Map<string, Staged>();
  private count = 0;

  public constructor(public readonly folder: string) {}

  /** Marks the folder as one of this library. */
  public mark(): void {
    fs.writeFileSync(path.join(this.folder, MARKER), MARKED);
  }

  public write(chunks: Iterable<Buffer | string>): Staged {
    const file = path.join(this.folder, String(this.count++));
    const hash = createHash('sha256');
    const fd = fs.openSync(file, 'w');
    try {
      for (const chunk of chunks) {
        hash.update(chunk);
        fs.writeFileSync(fd, chunk);
      }
    } finally {
      fs.closeSync(fd);
    }
    return { file, hash: hash.digest('hex') };
  }

  /** Adds an externally written file to the stage. */
  public adopt(file: string): Staged {
    return { file, hash: hashOf(fs.readFileSync(file)) };
  }

  public place(name: string, staged: Staged): void {
    if (this.files.has(name)) throw new Error(`two files would be written to '${name}'; rename one of the charts or objects of that name`);
    this.files.set(name, staged);
  }
}

/** Removes the staging folders of synths that were killed. */
export function removeAbandoned(outdir: string): void {
  for (const name of fs.readdirSync(outdir)) {
    if (!/^\.cdk8s-mesh-[0-9a-zA-Z]{6}$/.test(name)) continue;
    const folder = path.join(outdir, name);
    const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (stat?.isDirectory() && Date.now() - stat.mtimeMs > ABANDONED && isMarked(folder)) fs.rmSync(folder, { recursive: true, force: true });
  }
}

function isMarked(folder: string): boolean {
  const marker = path.join(folder, MARKER);
  return fs.lstatSync(marker, { throwIfNoEntry: false })?.isFile() === true && fs.readFileSync(marker, 'utf8') === MARKED;
}

export function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
