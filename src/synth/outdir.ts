import * as fs from 'fs';
import * as path from 'path';

/**
 * Creates the output folder, unless it exists.
 *
 * @throws if it can't be created or written
 */
export function createOutdir(outdir: string): void {
  try {
    fs.mkdirSync(outdir, { recursive: true });
  } catch (e) {
    throw new Error(`the output folder '${outdir}' can't be created, because ${obstacle(outdir, e)}; remove the obstacle, or set outdir to another folder`);
  }
  checkWritable(outdir, 'the output folder');
}

/** Checks the folders below the output folder, each once, before any file is written or removed. */
export class TargetFolders {
  private readonly root: string;
  private readonly checked = new Set<string>(['.']);

  public constructor(private readonly outdir: string) {
    this.root = fs.realpathSync.native(outdir);
  }

  /**
   * Checks that files can be written to a folder, which may not exist yet.
   *
   * @param folder path below the output folder, with `/` on every system
   * @throws if something else has its name, if a link leads out of the output folder, or if it can't be written
   */
  public check(folder: string): void {
    if (this.checked.has(folder)) return;
    this.checked.add(folder);
    this.check(path.posix.dirname(folder));
    const full = path.join(this.outdir, folder);
    const stat = fs.lstatSync(full, { throwIfNoEntry: false });
    if (!stat) return; // can be created, since its parent can be written
    if (stat.isSymbolicLink()) this.checkLink(full);
    else if (!stat.isDirectory()) throw new Error(`'${full}' must be a folder, since the app writes files to it, got: a file; remove it, or rename the chart`);
    checkWritable(full, 'the folder');
  }

  private checkLink(link: string): void {
    const target = realFolder(link);
    if (target === undefined) throw new Error(`'${link}' must be a folder, since the app writes files to it, got: a link to no folder; remove the link`);
    if (target !== this.root && !target.startsWith(this.root.endsWith(path.sep) ? this.root : this.root + path.sep)) {
      throw new Error(`'${link}' must not lead out of the output folder, got: a link to '${target}'; replace the link by a folder, or set outdir to the folder that it leads to`);
    }
  }
}

function realFolder(link: string): string | undefined {
  try {
    const target = fs.realpathSync.native(link);
    return fs.statSync(target).isDirectory() ? target : undefined;
  } catch {
    return undefined;
  }
}

function checkWritable(folder: string, what: string): void {
  try {
    for (const mode of [fs.constants.W_OK, fs.constants.X_OK]) fs.accessSync(folder, mode);
  } catch (e) {
    throw new Error(`${what} '${folder}' can't be written (${codeOf(e)}), so no file was changed; grant write permission on it, or set outdir to another folder`);
  }
}

/** What prevents a folder from being created. */
function obstacle(folder: string, e: unknown): string {
  const stat = statOf(folder);
  if (stat?.isSymbolicLink()) return 'a link of that name leads to no folder';
  if (stat && !stat.isDirectory()) return 'a file has that name';
  return codeOf(e) === 'ENOTDIR' ? 'a part of its path is a file' : `the system refuses it (${codeOf(e)})`;
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(file);
  } catch {
    return undefined;
  }
}

/** The code of a system error, such as `EACCES`. */
export function codeOf(e: unknown): string {
  return (e as NodeJS.ErrnoException).code ?? String(e);
}
