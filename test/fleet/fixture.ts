import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type { App } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { Fleet, type FleetProps, GoogleProject, MeshApp } from '../../src';

export const PROJECT = GoogleProject.fromIds('shop-fleet', '482913370156');

/** An app with a fleet, without clusters. */
export function aFleet(props: Partial<FleetProps> = {}): { app: MeshApp; fleet: Fleet } {
  const app = new MeshApp({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'fleet-')) });
  return { app, fleet: new Fleet(app, 'fleet', { project: PROJECT, ...props }) };
}

/** The output of synth: the objects of each folder. */
export function synth(app: App): { [folder: string]: any[] } {
  app.synth();
  const written: { [folder: string]: any[] } = {};
  for (const folder of fs.readdirSync(app.outdir).filter((name) => !name.startsWith('.'))) {
    const files = fs.readdirSync(path.join(app.outdir, folder), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml')).sort();
    written[folder] = files.flatMap((f) => loadAll(fs.readFileSync(path.join(app.outdir, folder, f), 'utf8')));
  }
  fs.rmSync(app.outdir, { recursive: true });
  return written;
}

export const only = (objects: any[], kind: string, name?: string): any => {
  const found = objects.filter((o) => o.kind === kind && (name === undefined || o.metadata.name === name));
  if (found.length !== 1) {
    throw new Error(`${found.length} of ${kind} ${name ?? ''}, among ${objects.map((o) => `${o.kind}/${o.metadata.name}`).join(', ')}`);
  }
  return found[0];
};
