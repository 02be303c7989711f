import { asked, EDITS, load, measure } from '../app';
import type { manifests as Manifests } from '../manifests';

/** Where requests of one workload go: the first answer, with what is compiled for it, one more for each service, many, and one after each of a few edits. */
const { services, documents, option } = asked();
const { Traffic } = load('cdk8s-mesh') as typeof import('cdk8s-mesh');
const { manifests } = load(documents) as { manifests: typeof Manifests };
const objects = manifests(services);
const hosts = objects.filter((o) => o.kind === 'Service').map((o) => `${o.metadata.name}.${o.metadata.namespace}`);
const requests = hosts.map((host, i) => ({ from: 'shop-000/service-000-v1', url: `http://${host}:8080/${i % 2 ? 'api' : 'x'}/${i}`, headers: { 'end-user': 'jason' } }));
const rounds = Number(option);
const routes = objects.filter((o) => o.kind === 'VirtualService');
/** A VirtualService with another timeout. */
const edited = (i: number) => ({ ...routes[i], spec: { ...routes[i].spec, http: routes[i].spec.http.map((rule: object) => ({ ...rule, timeout: '7s' })) } });
let traffic: import('cdk8s-mesh').Traffic;

const ask = (some: typeof requests, whose = traffic) => {
  const lost = whose.askAll(some).filter((a) => a.outcome.kind !== 'routed');
  if (lost.length > 0) throw new Error(`a request goes nowhere: ${lost[0].trace}`);
};

measure({
  index: () => { traffic = Traffic.ofManifests(objects); },
  first: () => ask(requests.slice(0, 1)),
  each: () => ask(requests),
  edits: () => { for (let i = 0; i < EDITS; i++) ask(requests.slice(i, i + 1), traffic.changed(edited(i))); },
  many: () => { for (let i = 0; i < rounds; i++) traffic.askAll(requests); },
}, () => objects.length);
