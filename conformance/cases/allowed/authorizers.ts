import { App, Chart } from 'cdk8s';
import { ControlPlane, IngressGateway, istio, Listener, Mesh, MeshService, ServicePort } from 'cdk8s-mesh';
import type { Manifest } from '../../harness/api-client';
import { Authorizer } from '../../harness/authorizer';
import { caught, type Case, manifestsOf } from '../../harness/case';
import type { Lab } from '../../harness/lab';
import { StaticStage } from '../../harness/static-stage';
import { origin, Trial } from '../../harness/trial';

const HOSTS = ['strict.example', 'lenient.example', 'judge.example'] as const;

/** Three authorizers: over HTTP with its own status on failure, over HTTP with failOpen, over gRPC. */
async function measured(lab: Lab, t: Trial, mistake: (bootstrap: any) => void = () => undefined): Promise<void> {
  const [strict, lenient, judge] = await Promise.all([Authorizer.http(lab.addresses.next()), Authorizer.http(lab.addresses.next()), Authorizer.grpc(lab.addresses.next())]);
  const all = [strict, lenient, judge];
  const objects = model(all.map((a) => a.port));
  for (const o of objects.filter((c) => c.kind === 'ConfigMap' && c.data['envoy.json'])) {
    const bootstrap = JSON.parse(o.data['envoy.json']);
    mistake(bootstrap);
    o.data['envoy.json'] = JSON.stringify(bootstrap, undefined, 2);
  }
  const stage = new StaticStage(lab, objects, { hosts: Object.fromEntries(HOSTS.map((h, i) => [h, all[i].address])) });
  try {
    await stage.apply();
    await stage.start();
    const api = stage.from('web', 'api', 9080);
    const edge = stage.edge(80, 'shop.example.com');
    const bytes = stage.from('web', 'db', 5432);

    for (const path of ['/strict', '/lenient', '/grpc']) {
      const allowed = await api.get({ path: `${path}/open`, headers: { 'x-user': 'eve', 'x-seen': '1' } });
      t.equal(`${path}: allowed`, 'api', origin(allowed));
      t.equal(`${path}: the program learns who it is`, 'jo', allowed.echo?.headers['x-user']);
      const denied = await api.get({ path: `${path}/secret` });
      t.equal(`${path}: denied`, '401 not for you', `${denied.status} ${denied.body}`);
    }
    t.equal('a header of the refusal reaches the caller, as asked for', 'secret', (await api.get({ path: '/strict/secret' })).headers['x-why']);
    t.equal('the prefix of the questions', true, strict.asked.length === 3 && strict.asked.every((a) => a.startsWith('/check/strict/')));
    const before = all.map((a) => a.asked.length);
    t.equal('what no rule covers', 'api', origin(await api.get({ path: '/other/secret' })));
    t.equal('nobody was asked of that', before, all.map((a) => a.asked.length));
    t.equal('a gateway: allowed', 'api', origin(await edge.get({ path: '/other' })));
    t.equal('a gateway: denied', 401, (await edge.get({ path: '/other/secret' })).status);
    t.equal('connections: allowed', 'db:x', (await bytes.line('x')).answer);
    t.equal('connections: asked about', true, judge.asked.length > before[2]);

    await Promise.all(all.map((a) => a.stop()));
    t.equal('down, with a status of its own', 503, (await api.get({ path: '/strict/open' })).status);
    t.equal('down, and let through', 'api', origin(await api.get({ path: '/lenient/secret' })));
    t.equal('down, over gRPC', 403, (await api.get({ path: '/grpc/open' })).status);
    t.equal('down, connections', '', (await bytes.line('x')).answer);
    t.equal('down, at a gateway', 503, (await edge.get({ path: '/other' })).status);
    t.equal('down, what no rule covers', 'api', origin(await api.get({ path: '/other' })));
  } finally {
    await stage.clear();
    await Promise.all(all.map((a) => a.stop()));
  }
}

function model([strict, lenient, judge]: readonly number[]): Manifest[] {
  const app = new App();
  const { ExtensionProvider } = istio;
  const passed = { headersToUpstreamOnAllow: ['x-user'], headersToDownstreamOnDeny: ['x-why'] };
  const controlPlane = ControlPlane.static({
    extensionProviders: [
      ExtensionProvider.httpExternalAuthorization('strict', HOSTS[0], strict, { ...passed, statusOnError: 503, pathPrefix: '/check' }),
      ExtensionProvider.httpExternalAuthorization('lenient', HOSTS[1], lenient, { ...passed, failOpen: true }),
      ExtensionProvider.grpcExternalAuthorization('judge', HOSTS[2], judge),
    ],
  });
  const mesh = new Mesh(app, 'mesh', { controlPlane });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const service = (name: string, port: ServicePort) => new MeshService(chart, name, { ports: [port], image: name });
  const web = service('web', ServicePort.http(8080));
  const api = service('api', ServicePort.http(9080));
  const db = service('db', ServicePort.tcp(5432));
  web.calls(api);
  web.calls(db);
  api.authorizeWith('strict', { paths: ['/strict/*'] });
  api.authorizeWith('lenient', { paths: ['/lenient/*'] });
  api.authorizeWith('judge', { paths: ['/grpc/*'] });
  db.authorizeWith('judge');
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(api);
  edge.authorizeWith('strict');
  return manifestsOf(app);
}

let held: readonly string[] = [];

export const cases: Case[] = [
  {
    group: 'static',
    name: 'external authorizers',
    run: async (lab, t) => {
      await measured(lab, t);
      held = t.checks.filter((c) => c.ok).map((c) => c.what);
    },
  },
  {
    group: 'static',
    name: 'external authorizers (control)',
    run: (lab, t) => caught(t, held, (inner) => measured(lab, inner, (bootstrap) => {
      for (const l of bootstrap.static_resources.listeners) {
        for (const f of l.filter_chains.flatMap((c: any) => c.filters)) {
          if (f.typed_config.http_filters) { f.typed_config.http_filters = f.typed_config.http_filters.filter((h: any) => !h.name.endsWith('ext_authz')); }
        }
      }
    })),
  },
];
