import { connect } from 'node:net';
import { type AccessRule, HttpMethod, IngressGateway, Listener, MutualTls } from 'cdk8s-mesh';
import { Manifest } from '../../harness/api-client';
import { Door } from '../../harness/client';
import { shop } from '../../harness/shop';
import { Trial } from '../../harness/trial';

/** A raw request, so that no client normalizes it. */
interface Raw { readonly what: string; readonly line?: string; readonly host?: string; readonly headers?: readonly string[] }

/** The status of a raw request; 0 when the proxy gave none. */
function send(door: Door, raw: Raw): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(door.port, door.address);
    const done = (status: number) => { socket.destroy(); resolve(status); };
    let text = '';
    socket.setTimeout(5000, () => done(0));
    socket.on('error', () => done(0));
    socket.on('end', () => done(0));
    socket.on('data', (d) => {
      text += d.toString('latin1');
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
      if (status) { done(Number(status)); }
    });
    socket.on('connect', () => socket.write([raw.line ?? 'GET / HTTP/1.1', `Host: ${raw.host ?? 'shop.example.com'}`, 'Connection: close', ...raw.headers ?? [], '', ''].join('\r\n')));
  });
}

const path = (text: string): Raw => ({ what: `path ${text}`, line: `GET ${text} HTTP/1.1` });
const host = (text: string): Raw => ({ what: `host ${text}`, host: text });

/** A rule, ways to bypass it, and requests that it must not affect. */
interface Way { readonly name: string; readonly rule: AccessRule; readonly around: readonly Raw[]; readonly beside: readonly Raw[] }

const WAYS: readonly Way[] = [
  {
    name: 'a path',
    rule: { paths: ['/secret*'] },
    around: [
      '/secret', '/secret/a', '/secret?x=1', '/secret#f', '/secret;v=1', '/secret/', '/secret%20', '//secret', '///secret', '/./secret', '/a/../secret', '/a/..//secret', '/%73ecret', '/secre%74', '/%2fsecret', '/%2Fsecret',
      '/a%2f..%2fsecret', '/a/%2e%2e/secret', '/%2e/secret', '/\\secret', '\\secret', '/%5csecret', '/%5Csecret', '/a\\..\\secret',
    ].map(path).concat([
      { what: 'absolute form', line: 'GET http://shop.example.com/secret HTTP/1.1' }, { what: 'absolute form, two slashes', line: 'GET http://shop.example.com//secret HTTP/1.1' },
      { what: 'HTTP/1.0', line: 'GET /secret HTTP/1.0' }, { what: 'another method', line: 'POST /secret HTTP/1.1\r\nContent-Length: 0' },
    ]),
    beside: [path('/'), path('/public'), path('/public?next=/secret')],
  },
  {
    name: 'a host',
    rule: { hosts: ['admin.example.com'] },
    around: [
      ...['admin.example.com', 'ADMIN.example.com', 'Admin.Example.Com', 'admin.example.com:80', 'admin.example.com:443', 'admin.example.com:99', 'ADMIN.example.com:8080', 'admin.example.com.', 'ADMIN.example.com.',
        'admin.example.com.:80', 'admin.example.com:', 'admin.example.com:0', 'admin.example.com:65536'].map(host),
      { what: 'absolute form', line: 'GET http://admin.example.com/ HTTP/1.1' }, { what: 'absolute form, upper case', line: 'GET http://ADMIN.EXAMPLE.COM/ HTTP/1.1' },
      { what: 'absolute form with a port', line: 'GET http://admin.example.com:99/ HTTP/1.1' }, { what: 'two Host headers', headers: ['Host: admin.example.com'], host: 'admin.example.com' },
      { what: 'HTTP/1.0', line: 'GET / HTTP/1.0', host: 'admin.example.com' },
    ],
    beside: [host('shop.example.com'), host('shop.example.com:80')],
  },
  {
    name: 'a method',
    rule: { methods: [HttpMethod.DELETE] },
    around: ['DELETE', 'delete', 'Delete', 'dELETE'].map((m) => ({ what: `method ${m}`, line: `${m} / HTTP/1.1` })).concat([{ what: 'HTTP/1.0', line: 'DELETE / HTTP/1.0' }]),
    beside: [path('/')],
  },
  {
    name: 'a host and a path',
    rule: { hosts: ['admin.example.com'], paths: ['/keys'] },
    around: [
      { what: 'as it is', line: 'GET /keys HTTP/1.1', host: 'admin.example.com' }, { what: 'with a port, two slashes', line: 'GET //keys HTTP/1.1', host: 'admin.example.com:99' },
      { what: 'another case, an escape', line: 'GET /%6beys HTTP/1.1', host: 'Admin.example.com' }, { what: 'absolute form', line: 'GET http://admin.example.com:80/%2Fkeys HTTP/1.1' },
    ],
    beside: [path('/keys'), host('admin.example.com')],
  },
];

/** No bypass reaches the service; requests outside the rule do. */
async function judge(t: Trial, way: Way, door: Door): Promise<void> {
  for (const raw of way.around) {
    const status = await send(door, raw);
    t.that(`around: ${raw.what}`, 'not 200', String(status), status !== 200);
  }
  for (const raw of way.beside) { t.equal(`beside: ${raw.what}`, 200, await send(door, raw)); }
}

/** Removes the rule from the deny policies. */
const without = (objects: Manifest[]) => { for (const p of objects.filter((o) => o.kind === 'AuthorizationPolicy' && o.spec.action === 'DENY')) { objects.splice(objects.indexOf(p), 1); } };

/** The same for proxies without a control plane. */
const withoutFilter = (objects: Manifest[]) => {
  for (const c of objects.filter((o) => o.kind === 'ConfigMap' && o.data['envoy.json'])) { c.data['envoy.json'] = c.data['envoy.json'].replaceAll('"action": "DENY"', '"action": "LOG"'); }
};

export const cases = WAYS.flatMap((way) => [
  ...shop({
    group: 'allowed',
    name: `denial of ${way.name}: no way around it at a service`,
    mesh: { mtls: MutualTls.PERMISSIVE, denyByDefault: false },
    model: ({ api }) => api.deny(way.rule),
    stage: { secure: true },
    expect: async (t, _, stage) => judge(t, way, stage.around('api-v1', 9080)),
    mistake: without,
    on: { static: { mistake: withoutFilter }, grpc: { unmeasured: 'gRPC programs take no requests but gRPC\'s' } },
  }),
  ...shop({
    group: 'allowed',
    name: `denial of ${way.name}: no way around it at an edge`,
    model: ({ chart, api }) => {
      const edge = new IngressGateway(chart, 'edge');
      edge.addListener(Listener.http({ hosts: ['*'] })).route(api);
      edge.deny(way.rule);
    },
    expect: async (t, _, stage) => judge(t, way, stage.edge(80, 'shop.example.com')),
    explained: [{ says: /will deny all traffic to TCP ports/, because: 'the ports behind a gateway\'s Service are its installer\'s; this one has HTTP listeners only' }],
    mistake: without,
    on: { static: { mistake: withoutFilter }, grpc: { unmeasured: 'an edge is an Envoy, as with the Istio API' } },
  }),
]);

