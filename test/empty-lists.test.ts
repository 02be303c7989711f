import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import * as ts from 'typescript';
import { EMPTY, type Meaning } from './empty-lists';
import { aMesh } from './fixture';
import {
  Certificate, ClientAuth, ExternalService, GkeEdge, HttpMethod, IngressGateway, install, istio, Listener, ListenerProtocol, MeshService, MultiClusterBackend, MultiClusterIngress, RetryOn, ServicePort, Source, UpstreamTls,
} from '../src';

const SRC = join(__dirname, '../src');
const program = ts.createProgram([join(SRC, 'index.ts')], { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, strict: true, skipLibCheck: true, noResolve: false });
const checker = program.getTypeChecker();

/** Every optional list of the exported structs, by FOLDER/STRUCT.PROPERTY. */
function optionalLists(): string[] {
  const found = new Set<string>();
  const visit = (module: ts.Symbol, name: string): void => checker.getExportsOfModule(module).forEach((exported) => {
    const symbol = checker.getExportSymbolOfSymbol(exported).declarations?.some((d) => ts.isExportSpecifier(d) || ts.isNamespaceExport(d)) ? checker.getAliasedSymbol(exported) : exported;
    if (symbol.declarations?.some(ts.isSourceFile)) return visit(symbol, exported.name);
    for (const declaration of (symbol.declarations ?? []).filter(ts.isInterfaceDeclaration)) {
      for (const member of declaration.members.filter(ts.isPropertySignature)) {
        if (member.questionToken && member.type && checker.isArrayType(checker.getTypeFromTypeNode(member.type))) found.add(`${name}/${symbol.name}.${member.name.getText()}`);
      }
    }
  });
  visit(checker.getSymbolAtLocation(program.getSourceFile(join(SRC, 'index.ts'))!)!, 'mesh');
  return [...found].sort();
}

const LISTS = optionalLists();

test('the table states the meaning of an empty list for every optional list of the public API', () => {
  expect(LISTS.length).toBeGreaterThan(200);
  expect(LISTS.filter((l) => !(l in EMPTY))).toEqual([]);
  expect(Object.keys(EMPTY).filter((l) => !LISTS.includes(l))).toEqual([]);
});

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (e) {
    return (e as Error).message;
  }
  return '';
};

/** Values that a type needs before its lists are checked. */
const NEEDS: { readonly [struct: string]: object } = {
  HttpRoute: { directResponse: { status: 200 } },
  TcpRoute: { route: [{ destination: istio.Destination.host('a.example.com') }] },
  TlsMatch: { sniHosts: ['a.example.com'] },
  ServiceEntryProps: { hosts: ['a.example.com'], ports: [], resolution: istio.ServiceResolution.STATIC },
};

const API = join(SRC, 'istio/api');

/** The functions that write the types of a file of Istio's API, those that it keeps to itself too. */
function writersOf(file: string): [string, (...args: any[]) => unknown][] {
  const source = readFileSync(join(API, file), 'utf8');
  const names = [...source.matchAll(/^(?:export )?(?:const|function) ([a-z]\w*)/gm)].map(([, name]) => name);
  const { outputText } = ts.transpileModule(`${source}\nexport const writers = { ${names.join(', ')} };`, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const module: { writers?: Record<string, unknown> } = {};
  new Function('require', 'exports', outputText)((id: string) => jest.requireActual(id.startsWith('.') ? join(API, id) : id), module);
  return Object.entries(module.writers!).filter((e): e is [string, (...args: any[]) => unknown] => typeof e[1] === 'function');
}

/** The functions that write Istio's types, by the name of the type. */
const RENDERERS = new Map(readdirSync(API).flatMap(writersOf).map(([name, render]) => [name.toLowerCase(), render]));
const ALIAS: { readonly [struct: string]: string } = {
  policyprops: 'targetfields',
  virtualserviceprops: 'virtualservicespec',
  serviceentryprops: 'serviceentryspec',
  sidecarprops: 'sidecarspec',
  destinationruleprops: 'destinationrulespec',
  telemetryprops: 'telemetryspec',
  envoyfilterprops: 'envoyfilterspec',
  authorizationpolicyprops: 'authorizationpolicyspec',
  tracing: 'tracingrule',
  metrics: 'metricsrule',
};
const ISTIO = LISTS.filter((l) => l.startsWith('istio/')).map((l) => {
  const [struct, prop] = l.slice(6).split('.');
  return { list: l, struct, prop, render: RENDERERS.get(struct.toLowerCase()) ?? RENDERERS.get(ALIAS[struct.toLowerCase()] ?? '') ?? RENDERERS.get(struct.toLowerCase().replace(/props$/, '')) };
});

test('every list of Istio\'s types that must not be empty is tested', () => {
  expect(ISTIO.filter((l) => !l.render && EMPTY[l.list] === 'error').map((l) => l.list)).toEqual([]);
});

test.each(ISTIO.filter((l) => l.render))('$list: an empty list', ({ list, struct, prop, render }) => {
  const said = message(() => render!({ ...NEEDS[struct], [prop]: [] }, '', ''));
  EMPTY[list] === 'error' ? expect(said).toMatch(new RegExp(`\\b${prop}\\b must not be empty`)) : expect(said).not.toMatch(new RegExp(`\\b${prop}\\b must not be empty`));
});

/** Functions that take the library's own structs. */
const TAKERS: { readonly [struct: string]: ReadonlyArray<(props: any) => unknown> } = (() => {
  const world = () => {
    const { chart, app } = aMesh();
    const make = (id: string, ports = [ServicePort.http(80)]) => new MeshService(chart, id, { ports, image: 'x:1' });
    return { app, chart, a: make('a'), b: make('b'), t: make('t', [ServicePort.tcp(99)]), g: new IngressGateway(chart, 'g') };
  };
  const rule = (props: any) => ({ ...props });
  return {
    AccessRule: [
      (p) => world().a.allow(rule(p)), (p) => world().a.deny(p), (p) => world().a.audit(p), (p) => world().a.authorizeWith('x', p), (p) => world().g.allow(p), (p) => world().g.deny(p), (p) => world().g.authorizeWith('x', p),
      // beside others that do restrict
      (p) => world().a.allow({ from: [Source.anyIdentity()], methods: [HttpMethod.GET], paths: ['/a'], hosts: ['a.example.com'], ports: [80], ...p }),
    ],
    AccessCondition: [(p) => world().a.deny({ when: [{ key: 'source.namespace', values: ['x'], notValues: ['y'], ...p }] }), (p) => world().g.allow({ when: [{ key: 'source.namespace', values: ['x'], notValues: ['y'], ...p }] })],
    JwtRequirement: [(p) => world().a.requireJwt({ issuer: 'https://i', jwksUri: 'https://i/k', ...p }), (p) => world().g.requireJwt({ issuer: 'https://i', jwksUri: 'https://i/k', ...p })],
    CallOptions: [(p) => { const w = world(); w.a.calls(w.b, p); }],
    ExternalServiceProps: [(p) => new ExternalService(world().chart, 'e', { hosts: ['x.example.com'], ports: [ServicePort.https(443)], ...p })],
    RetryPolicy: [(p) => world().a.addRule({ retries: { attempts: 2, on: [RetryOn.RESET], ...p } })],
    RouteRuleOptions: [(p) => world().a.addRule(p), (p) => world().a.addGrpcRule(p), (p) => world().g.addListener(Listener.http({ hosts: ['x.example.com'] })).addRule(p)],
    HttpRule: [(p) => { const w = world(); w.a.addRule({ to: [w.b], ...p }); }, (p) => { const w = world(); w.g.addListener(Listener.http({ hosts: ['x.example.com'] })).addRule({ to: [w.b], ...p }); }],
    GrpcRule: [(p) => { const w = world(); w.a.addGrpcRule({ to: [w.b], ...p }); }, (p) => { const w = world(); w.g.addListener(Listener.http({ hosts: ['x.example.com'] })).addGrpcRule({ to: [w.b], ...p }); }],
    TcpRule: [(p) => { const w = world(); w.t.addTcpRule({ to: [w.t], ...p }); }],
    ServerVerification: [(p) => UpstreamTls.simple(p), (p) => UpstreamTls.mutual({ secret: 'x', ...p }), (p) => world().a.policy({ tls: UpstreamTls.simple({ caFile: '/ca', ...p }) })],
    HttpsListenerProps: [
      (p) => Listener.https({ hosts: ['x.example.com'], certificate: Certificate.fromSecret('x'), clientAuth: ClientAuth.REQUIRED, ...p }),
      (p) => Listener.tls({ hosts: ['x.example.com'], certificate: Certificate.fromSecret('x'), clientAuth: ClientAuth.REQUIRED, ...p }),
    ],
    ListenerAttributes: [(p) => IngressGateway.fromAttributes(world().chart, 'owned', { gatewayName: 'edge', listeners: [{ protocol: ListenerProtocol.HTTP, ...p }] })],
    GkeEdgeProps: [(p) => { const w = world(); new GkeEdge(w.chart, 'lb', { gateway: w.g, port: 80, ...p }); }],
    MultiClusterIngressProps: [(p) => { const w = world(); new MultiClusterIngress(w.chart, 'i', { defaultBackend: MultiClusterBackend.service(w.a), ...p }); }],
    GatewayService: [(p) => new install.IstioGateway(new Chart(world().app, 'edge'), 'g', { namespace: 'edge', service: p })],
    MeshServiceProps: [(p) => new MeshService(world().chart, 'x', p)],
    WorkloadOptions: [(p) => new MeshService(world().chart, 'x', { ports: [ServicePort.http(80)], image: 'x:1', ...p })],
    HeaderChanges: [(p) => world().a.addRule({ requestHeaders: { set: { a: 'b' }, ...p } })],
  };
})();

const OWN = LISTS.filter((l) => !l.startsWith('istio/')).flatMap((list) => {
  const [, struct, prop] = /\/(\w+)\.(\w+)$/.exec(list)!;
  return (TAKERS[struct] ?? []).map((take, i) => ({ list, prop, take, way: i + 1, meaning: EMPTY[list] as Meaning }));
});

test('every list of the library that must not be empty is tested', () => {
  expect(Object.keys(EMPTY).filter((l) => EMPTY[l] === 'error' && !l.startsWith('istio/') && !OWN.some((o) => o.list === l))).toEqual([]);
});

test.each(OWN)('$list: an empty list, way $way', ({ prop, take, meaning }) => {
  const said = message(() => take({ [prop]: [] }));
  const refused = new RegExp(`\\b${prop}\\b.* (must not be empty|is empty).*(got: \\[\\]|remove it)`);
  meaning === 'error' ? expect(said).toMatch(refused) : expect(said).not.toContain(prop);
});

test('a generated access rule is refused if and only if one of its lists is empty', () => {
  const list = <T>(...values: T[]) => fc.option(fc.subarray(values), { nil: undefined });
  const rules = fc.record({
    from: list(Source.anyIdentity(), Source.namespace('ops')),
    methods: list(HttpMethod.GET, HttpMethod.PUT),
    paths: list('/a', '/b*'),
    exceptPaths: list('/c'),
    hosts: list('a.example.com'),
    ports: list(80),
    when: list({ key: 'source.namespace', values: ['x'] }),
  });
  fc.assert(fc.property(rules, fc.constantFrom('allow' as const, 'deny' as const), fc.boolean(), (rule, action, edge) => {
    const { chart } = aMesh();
    const target = edge ? new IngressGateway(chart, 'g') : new MeshService(chart, 'a', { ports: [ServicePort.http(80)] });
    expect(message(() => target[action](rule)) !== '').toBe(Object.values(rule).some((v) => v?.length === 0));
  }), { numRuns: 200, seed: 18 });
});
