import { App, Chart, Testing } from 'cdk8s';
import { Mesh, type MeshProps } from '../src';

/** An app with a mesh and one enrolled chart, 'shop'. */
export function aMesh(props: MeshProps = {}): { app: App; mesh: Mesh; chart: Chart } {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', props);
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  return { app, mesh, chart };
}

/** The chart's objects as written by synth. */
export function objects(chart: Chart): any[] {
  return Testing.synth(chart);
}

/** The one object of a kind and name; fails when there is none. */
export function find(chart: Chart, kind: string, name: string, namespace?: string): any {
  const all = objects(chart);
  const found = all.filter((o) => o.kind === kind && o.metadata.name === name && (namespace === undefined || o.metadata.namespace === namespace));
  if (found.length !== 1) {
    throw new Error(`${found.length} objects ${kind} ${name}; there are ${all.map((o) => `${o.kind} ${o.metadata.name}`).join(', ')}`);
  }
  return found[0];
}

/** Whether there is an object of a kind and name. */
export function has(chart: Chart, kind: string, name: string): boolean {
  return objects(chart).some((o) => o.kind === kind && o.metadata.name === name);
}
