import { asked, load, measure } from '../app';
import type { manifests as Manifests } from '../manifests';

/** Where requests of one workload go: the first answer, with what is compiled for it, one more for each service, and then many. */
const { services, documents, option } = asked();
const { Traffic } = load('cdk8s-mesh') as typeof import('cdk8s-mesh');
const { manifests } = load(documents) as { manifests: typeof Manifests };
const objects = manifests(services);
const hosts = objects.filter((o) => o.kind === 'Service').map((o) => `${o.metadata.name}.${o.metadata.namespace}`);
const requests = hosts.map((host, i) => ({ from: 'shop-000/service-000-v1', url: `http://${host}:8080/${i % 2 ? 'api' : 'x'}/${i}`, headers: { 'end-user': 'jason' } }));
const rounds = Number(option);
let traffic: import('cdk8s-mesh').Traffic;

const ask = (some: typeof requests) => {
  const lost = traffic.askAll(some).filter((a) => a.outcome.kind !== 'routed');
  if (lost.length > 0) throw new Error(`a request goes nowhere: ${lost[0].trace}`);
};

measure({
  index: () => { traffic = Traffic.ofManifests(objects); },
  first: () => ask(requests.slice(0, 1)),
  each: () => ask(requests),
  many: () => { for (let i = 0; i < rounds; i++) traffic.askAll(requests); },
}, () => objects.length);
