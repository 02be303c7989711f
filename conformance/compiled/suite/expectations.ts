/** Each expectation of a conformance test as a request to our evaluator, and what must be true of the answer. */
import type { Wanted } from './compare';
import { callIn, isCalled, type GrpcExpected, type HttpExpected, type HttpRequest, type NamespacedName, type Sent, type TcpExpected } from './tests';
import type { Request, SuiteWorld } from './world';

export interface Question { readonly request: Request; readonly wanted: Wanted }
/** Why an expectation can't be asked. */
export interface Outside { readonly outside: string }

/** The address of the suite's gateways, where a test names no host. */
const ADDRESS = '203.0.113.1';
const NO_GATEWAY: Outside = { outside: 'at an address that no manifest has' };

/** The question that a call of a test is; that of a distribution is about the request of the call before. */
export function questionOf(world: SuiteWorld, calls: readonly Sent[], at: number): Question | Outside {
  const { function: name, args, on, changed } = calls[at];
  if (changed) return { outside: 'after the test has changed objects' };
  switch (name) {
    case 'http.MakeRequest': return http(world, args[2], args[1]);
    case 'http.MakeRequestAndExpectEventuallyConsistentResponse': return http(world, args[3], args[4]);
    case 'http.MakeRequestAndExpectFailure': return failing(http(world, args[3], args[4]));
    case 'tls.MakeTLSRequestAndExpectEventuallyConsistentResponse': return https(world, args[3], args[7], args[8]);
    case 'tls.MakeTLSRequestAndExpectFailureResponse': return failing(https(world, args[2], args[6], args[7]));
    case 'tls.MakeTLSConnectionAndExpectEventuallyConnectionRejection': return failing(stream(world, args[2], true, args[3]));
    case 'tcp.MakeTCPRequestAndExpectEventuallyValidResponse': return stream(world, args[2], args[5], args[4], args[6]);
    case 'tcp.EchoSendOnce': return stream(world, args[1], false, '');
    case 'grpc.MakeRequestAndExpectEventuallyConsistentResponse': return grpc(world, args[3], args[4]);
    case 'weight.TestWeightedDistribution': case 'weight.TestWeightedDistributionBatch': return distribution(questionOf(world, calls, at - 1), args[1]);
    default: return name.startsWith('echo.') ? mesh(on, args[1]) : { outside: `a call of ${name.split('.')[0]}, which Istio has no implementation for` };
  }
}

const isOutside = (q: Question | Outside): q is Outside => 'outside' in q;
const failing = (q: Question | Outside): Question | Outside => (isOutside(q) ? q : { ...q, wanted: { statuses: [] } });
const distribution = (q: Question | Outside, shares: Readonly<Record<string, number>>): Question | Outside => (isOutside(q) ? q : { ...q, wanted: { statuses: [200], shares } });

function http(world: SuiteWorld, address: unknown, expected: HttpExpected): Question | Outside {
  const at = world.addressOf(address);
  if (!at) return NO_GATEWAY;
  const { Host = ADDRESS, Method, Headers } = expected.Request;
  const { path, retries } = pathOf(expected.Request.Path);
  return { request: { from: at.gateway, method: Method, url: `http://${ADDRESS}:${at.port}${path}`, authority: Host, headers: Headers }, wanted: { ...wantedOf(expected, path), retries } };
}

/** A path as it is sent; a query that the test makes tells how often the pod fails. */
function pathOf(path: unknown = '/'): { readonly path: string; readonly retries?: Wanted['retries'] } {
  if (!isCalled(path)) return { path: path as string };
  const [start, query] = path.args as [string, unknown];
  const values = callIn(query, 'Encode')!.args[0] as { readonly responseCode: readonly [string]; readonly succeedAfter: readonly [string] };
  return { path: start.replace(/\?$/, ''), retries: { status: Number(values.responseCode[0]), failures: Number(values.succeedAfter[0]) } };
}

function wantedOf({ Response, Request: sent, ExpectedRequest, RedirectRequest, Backend, Namespace, MirroredTo, BackendSetResponseHeaders }: HttpExpected, path: string): Wanted {
  const statuses = [...Response?.StatusCodes ?? [], ...Response?.StatusCode === undefined ? [] : [Response.StatusCode]];
  const seen: HttpRequest & { readonly AbsentHeaders?: readonly string[] } = ExpectedRequest ? { ...ExpectedRequest.Request, ...ExpectedRequest } : { ...sent, Path: path };
  return {
    statuses: statuses.length > 0 ? statuses : [200],
    workload: Backend,
    namespace: Namespace || undefined,
    seen: { path: seen.Path || undefined, host: seen.Host || undefined, headers: seen.Headers, absent: seen.AbsentHeaders },
    response: { sent: BackendSetResponseHeaders, headers: Response?.Headers, absent: Response?.AbsentHeaders },
    redirect: RedirectRequest,
    mirrors: MirroredTo?.map(({ BackendRef: { Name, Namespace: namespace }, Percent = 100 }) => ({ host: `${Name}.${namespace}.svc.cluster.local`, share: Percent / 100 })),
  };
}

function https(world: SuiteWorld, address: unknown, server: unknown, expected: HttpExpected): Question | Outside {
  const at = world.addressOf(address);
  const serverName = nameOf(world, server);
  if (!at || serverName === undefined) return NO_GATEWAY;
  const { Host = serverName, Method, Path = '/', Headers } = expected.Request;
  return { request: { from: at.gateway, method: Method, url: `https://${serverName}:${at.port}${Path}`, authority: Host, headers: Headers, serverName }, wanted: wantedOf(expected, Path) };
}

/** A server name, which some tests read from their route. */
function nameOf(world: SuiteWorld, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const route = callIn(value, 'kubernetes.GatewayAndTLSRoutesMustBeAccepted')?.args.at(-1) as NamespacedName | undefined;
  return route && world.hostnameOf('TLSRoute', route);
}

function stream(world: SuiteWorld, address: unknown, tls: boolean, server: unknown, expected?: TcpExpected): Question | Outside {
  const at = world.addressOf(address);
  const name = nameOf(world, server);
  if (!at || name === undefined) return NO_GATEWAY;
  return { request: { from: at.gateway, url: tls ? `tls://${name}:${at.port}` : `tcp://${ADDRESS}:${at.port}` }, wanted: { statuses: [200], workload: expected?.Backend, namespace: expected?.Namespace } };
}

const METHODS = ['Echo', 'EchoTwo', 'EchoThree'] as const;
const GRPC = { 'content-type': 'application/grpc' };

function grpc(world: SuiteWorld, address: unknown, expected: GrpcExpected): Question | Outside {
  const at = world.addressOf(address);
  if (!at) return NO_GATEWAY;
  const { Authority = ADDRESS, Metadata } = expected.RequestMetadata ?? {};
  const path = `/gateway_api_conformance.echo_basic.grpcecho.GrpcEcho/${METHODS.find((m) => expected[`${m}Request`])!}`;
  // a client of gRPC takes 404 for "unimplemented"
  const status = expected.Response?.Code?.symbol === 'codes.Unimplemented' ? 404 : 200;
  return {
    request: { from: at.gateway, method: 'POST', url: `http://${ADDRESS}:${at.port}${path}`, authority: Authority, headers: { ...GRPC, ...Metadata } },
    wanted: { statuses: [status], workload: expected.Backend, namespace: expected.Namespace },
  };
}

/** A request from a pod of the mesh, of which the suite compares neither path nor host. */
function mesh(on: unknown, expected: HttpExpected): Question | Outside {
  const [, , app, namespace = 'gateway-conformance-mesh'] = (on as { args: readonly any[] }).args;
  const { Host = 'echo', Method, Path = '/', Headers, Protocol } = expected.Request;
  if (typeof Host !== 'string') return { outside: 'at an address that no manifest has' };
  const { Host: authority, ...headers } = Headers ?? {};
  const call = Protocol === 'grpc' ? { method: 'POST', headers: { ...GRPC, ...headers }, path: '/proto.EchoTestService/Echo' } : { method: Method, headers, path: Path };
  const { seen, ...wanted } = wantedOf(expected, Path);
  return {
    request: { from: `${namespace}/${app.includes('version=v2') ? 'echo-v2' : 'echo-v1'}`, method: call.method, url: `http://${Host}${call.path}`, authority, headers: call.headers },
    wanted: { ...wanted, namespace: undefined, seen: { headers: expected.ExpectedRequest && seen!.headers, absent: seen!.absent } },
  };
}
