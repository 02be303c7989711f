import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAYMENTS } from '../../../examples/estate/shared';
import { Case } from '../../harness/case';
import { labAuthority } from '../../harness/certificates';
import { Cluster } from '../../harness/cluster/cluster';
import { Estate, Outputs, outputsOf, type PodName } from '../../harness/cluster/estate';
import { taken } from '../../harness/cluster/installing';
import { origin, Trial } from '../../harness/trial';

const REQUESTS = 600;

/** Applies the outputs again in another order, now validated by istiod: an object in two outputs would be changed by it. */
async function again(t: Trial, cluster: Cluster, { shop, ledger, platform }: Outputs): Promise<void> {
  const ids = [...shop, ...ledger, ...platform].map((o) => `${o.apiVersion} ${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`);
  t.equal('objects in two outputs', [], ids.filter((id, i) => ids.indexOf(id) !== i));
  const written = [...platform.filter((o) => ['platform', 'edge', 'out'].includes(o.metadata.namespace ?? '')), ...shop, ...ledger];
  const versions = () => Promise.all(written.map(async (o) => (await cluster.api.get(o))!.metadata.generation));
  const before = await versions();
  taken(t, 'the outputs again, the platform\'s first', await cluster.apply(written));
  const after = await versions();
  t.equal('changed by it', [], written.filter((_, i) => before[i] !== after[i]).map((o) => `${o.kind} ${o.metadata.name}`));
}

/** Requests from outside, by hosts, paths and a port of bytes. */
async function wayIn(t: Trial, e: Estate): Promise<void> {
  const ca = (await labAuthority()).pem;
  const edge = (host: string) => e.pod('public').edge(8443, host);
  const ask = (host: string, path = '/') => ({ path, tls: { serverName: host, ca: host === 'www.example.com' ? undefined : ca } }); // the lab's certificate names only shop.example.com
  const name = (pod: PodName) => e.pod(pod).pod.metadata.name;
  const split = { [name('web-v1')]: 95, [name('web-v2')]: 5 };
  t.shares('shop.example.com', (await edge('shop.example.com').many(REQUESTS, ask('shop.example.com'))).map(origin), split);
  t.shares('www.example.com', (await edge('www.example.com').many(REQUESTS, ask('www.example.com'))).map(origin), split);
  for (const [path, pod] of [['/', 'home'], ['/ledgers', 'home'], ['/ledger', 'api'], ['/ledger/entries', 'api']] as const) {
    t.equal(`apps.example.com${path}`, name(pod), origin(await edge('apps.example.com').get(ask('apps.example.com', path))));
  }
  t.equal('shop.example.com by the listener of apps.example.com', 'status 404', origin(await edge('shop.example.com').get(ask('apps.example.com'))));
  t.equal('bytes at port 5432', `${name('database')}:hello`, (await e.pod('public').edge(5432, '').line('hello')).answer);
}

/** Requests between the workloads of one team, and between the teams. */
async function between(t: Trial, e: Estate): Promise<void> {
  const name = (pod: PodName) => e.pod(pod).pod.metadata.name;
  const line = async (pod: PodName, host: string, port: number) => (await e.pod(pod).calls(host, port).line('hello')).answer;
  t.equal('web calls checkout', name('checkout'), origin(await e.pod('web-v1').calls('checkout', 80).get()));
  t.equal('checkout calls web, which nobody allowed', false, (await e.pod('checkout').calls('web', 80).get()).status === 200);
  t.equal('web calls the cache of Helm', `${name('cache')}:hello`, await line('web-v1', 'cache', 6379));
  t.equal('checkout calls the cache, which nobody allowed', '', await line('checkout', 'cache', 6379));
  t.equal('ledger calls the database of a StatefulSet', `${name('database')}:hello`, await line('api', 'database', 5432));
  t.equal('checkout calls the database, which nobody allowed', '', await line('checkout', 'database.ledger', 5432));

  const api = e.pod('checkout').calls('api.ledger', 80);
  t.equal('checkout calls the ledger of another team', name('api'), origin(await api.get({ method: 'POST' })));
  t.equal('by a method that its owner did not allow', 'status 403', origin(await api.get()));
  t.equal('web calls the ledger, which nobody allowed', false, (await e.pod('web-v1').calls('api.ledger', 80).get({ method: 'POST' })).status === 200);
  e.pod('api').backend.reply = () => ({ delayMs: 4000 });
  const slow = await api.get({ method: 'POST' });
  t.equal('a slow answer of the ledger', 504, slow.status);
  t.between('ends after the timeout of the caller, in ms', 1900, 3500, slow.ms);
  e.pod('api').backend.reply = () => ({});
}

/** Requests to hosts outside. */
async function wayOut(t: Trial, e: Estate): Promise<void> {
  for (const host of PAYMENTS) {
    const passed = () => e.pod('out').proxy.count(`^cluster\\.outbound\\|80\\|\\|${host.replaceAll('.', '\\.')}[.;]*upstream_rq_200$`);
    const [before, got] = [await passed(), await e.pod('checkout').calls(host, 80).get()];
    t.equal(`checkout calls ${host}, with its server name`, [host, host], [origin(got), got.echo?.headers['x-server-name']]);
    t.equal('of these through the egress gateway', 1, await passed() - before);
    t.equal(`web calls ${host}, which nobody allowed`, false, (await e.pod('web-v1').calls(host, 80).get()).status === 200);
  }
}

/** Faults that are planted one after the other: what held before does not hold any more. */
async function controls(t: Trial, e: Estate): Promise<void> {
  await e.change('Sidecar', 'shop', 'web', (o) => { o.spec.egress[0].hosts.push('ledger/*'); });
  t.equal('web calls the ledger when its Sidecar allows it (control)', 'status 403', origin(await e.pod('web-v1').calls('api.ledger', 80).get({ method: 'POST' })));
  await e.change('VirtualService', 'platform', 'payments-egress--2', (o) => { o.spec.http[1].route[0].destination.host = PAYMENTS[0]; });
  t.equal('the second host leads to the first (control)', PAYMENTS[0], origin(await e.pod('checkout').calls(PAYMENTS[1], 80).get()));
  await e.change('VirtualService', 'ledger', 'ledger', (o) => { o.spec.http[0].match = [{ uri: { exact: '/ledger' } }]; });
  const got = await e.pod('public').edge(8443, 'apps.example.com').get({ path: '/ledger/entries', tls: { serverName: 'apps.example.com', ca: (await labAuthority()).pem } });
  t.equal('a delegate without the paths below /ledger (control)', e.pod('home').pod.metadata.name, origin(got));
}

export const cases: Case[] = [{
  group: 'installed',
  name: 'example estate: three repositories in one cluster, and requests through all of it',
  run: async (lab, t) => {
    const caFile = join(lab.scratch(), 'ca.pem');
    writeFileSync(caFile, (await labAuthority()).pem);
    const cluster = await Cluster.start(lab);
    try {
      const e = await Estate.start(t, cluster, outputsOf('east'), caFile, again);
      await wayIn(t, e);
      await between(t, e);
      await wayOut(t, e);
      for (const p of e.all) { t.equal(`refused by the Envoy of ${p.pod.metadata.namespace}/${p.pod.spec.serviceAccountName}`, {}, await p.proxy.rejected()); }
      await controls(t, e);
      t.equal('"forbidden" in the log of istiod', [], e.istiod.forbidden());
    } finally {
      await cluster.stop();
    }
  },
}];
