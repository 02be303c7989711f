import * as fs from 'fs';
import * as path from 'path';
import { codeOf } from './outdir';

/**
 * The list of the files that an app wrote in its last synth, each with its hash; each named app has its own list. `kubectl apply -f`, Argo CD and Config Sync
 * only read files that end in .yaml, .yml or .json; a tool that still reads it as YAML sees only comments.
 */
export function listOf(app: string | undefined): string {
  return app === undefined ? '.cdk8s-mesh.files' : `.cdk8s-mesh.${app}.files`;
}

/** The name of an app is a part of a file name. */
export const APP_NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** A written file: its hash, and its path below the output folder, with `/` on every system. */
export type Entry = readonly [hash: string, name: string];

/** An app that writes to the output folder, and the files that it wrote. */
export interface Owner {
  readonly app: string | undefined;
  readonly entries: readonly Entry[];
}

/** How messages name an app. */
export function appLabel(app: string | undefined): string {
  return app === undefined ? 'an app without appName' : `app '${app}'`;
}

/** What the other apps wrote that share an output folder, those without appName first. */
export function otherOwners(outdir: string, app: string | undefined): Owner[] {
  return fs.readdirSync(outdir).sort().flatMap((file) => {
    const [, name] = /^\.cdk8s-mesh\.(?:(.+)\.)?files$/.exec(file) ?? ['', '/'];
    if (name === app || (name !== undefined && !APP_NAME.test(name))) return [];
    return [{ app: name, entries: readList(path.join(outdir, file)) }];
  });
}

/** The list of an earlier synth. A line that refers to nothing below the folder is ignored. */
export function readList(file: string): Entry[] {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return [];
  return readText(file).split(/\r?\n/).flatMap((line) => {
    const [, hash, name] = /^# ([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
    const below = name !== undefined && !path.isAbsolute(name) && !name.includes('\\') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
    return below ? [[hash, name] as const] : [];
  });
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (e) {
    throw new Error(`the list of written files '${file}' can't be read (${codeOf(e)}), so no file was changed; grant read permission on it`);
  }
}

/** The text of a list. */
export function listText(app: string | undefined, entries: readonly Entry[]): Iterable<string> {
  const byName = [...entries].sort(([h1, n1], [h2, n2]) => (n1 < n2 || (n1 === n2 && h1 < h2) ? -1 : 1));
  const who = app === undefined ? 'The files that cdk8s-mesh wrote here' : `The files that app '${app}' wrote here with cdk8s-mesh`;
  return new Set([
    `# ${who}, with their SHA-256. The next synth removes those that the app no longer writes.\n`,
    ...byName.map(([hash, name]) => `# ${hash} ${name}\n`),
  ]);
}
