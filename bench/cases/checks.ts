import { ApiObject, App, Chart } from 'cdk8s';
import { asked, load, measure } from '../app';
import type { manifests as Manifests } from '../manifests';

/** The checks over objects in memory, as they run in a synth: rendering the objects is counted in. */
const { services, documents } = asked();
const { Checks } = load('cdk8s-mesh') as typeof import('cdk8s-mesh');
const { manifests } = load(documents) as { manifests: typeof Manifests };
const app = new App();
let objects = 0;
let findings = 0;

measure({
  construct: () => {
    const chart = new Chart(app, 'all');
    for (const manifest of manifests(services)) new ApiObject(chart, `${objects++}`, manifest);
    Checks.attach(app, { complete: true });
  },
  checks: () => (findings = Checks.of(app).findings().length),
}, () => objects);
if (findings > 0) throw new Error(`${findings} findings where none are expected`);
