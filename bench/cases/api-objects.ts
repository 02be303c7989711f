import { ApiObject, App, Chart } from 'cdk8s';
import { apiObjects, asked, groups, load, measure } from '../app';

/** The same objects as plain cdk8s writes them. */
const { services, outdir, documents, option } = asked();
const { common, ofGroup } = load(documents) as typeof import('../documents');
const { MeshApp } = option === 'mesh-app' ? load('cdk8s-mesh') as typeof import('cdk8s-mesh') : { MeshApp: App };
const app = new MeshApp({ outdir });

function add(id: string, docs: readonly any[]): void {
  const chart = new Chart(app, id);
  docs.forEach((doc, i) => new ApiObject(chart, `${i}`, doc));
}

measure({
  construct: () => {
    add('mesh', common());
    groups(services).forEach((g) => add(g, ofGroup(g)));
  },
  synth: () => app.synth(),
}, () => apiObjects(app.node.children as Chart[]));
