import { ApiObject, Chart } from 'cdk8s';
import { asked, load, measure } from '../app';
import type { manifests as Manifests } from '../manifests';

/** A synth of objects in memory, with the checks or without: the difference is what they cost. */
const { services, documents, option, outdir } = asked();
const { Checks, MeshApp } = load('cdk8s-mesh') as typeof import('cdk8s-mesh');
const { manifests } = load(documents) as { manifests: typeof Manifests };
const app = new MeshApp({ outdir });
let objects = 0;

measure({
  construct: () => {
    const chart = new Chart(app, 'all');
    for (const manifest of manifests(services)) new ApiObject(chart, `${objects++}`, manifest);
    if (option === 'checked') Checks.attach(app, { complete: true });
  },
  synth: () => app.synth(),
}, () => objects);
if (option === 'checked' && Checks.of(app).findings().length > 0) throw new Error('findings where none are expected');
