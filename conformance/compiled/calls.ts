/** Istio's own simulation tests: runs their calls through our compiler and evaluator, and compares the result with the tests' expectations. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { evaluate, type Evaluated } from '../../src/compiled/evaluate/evaluate';
import type { CompiledProxy } from '../../src/compiled/form';
import { GatewayProxy } from '../../src/compiled/gateway-proxy';
import { MeshModel } from '../../src/compiled/model';
import { SidecarProxy } from '../../src/compiled/sidecar-proxy';
import { World } from '../../src/world/world';

/** The output of the Go program (parts/istio/calls) for each call. */
export interface Call {
  readonly test: string;
  readonly call: {
    readonly address: string;
    readonly port: number;
    readonly path: string;
    readonly host: string;
    readonly sni: string;
    readonly alpn: string;
    readonly secret: string;
    readonly protocol: '' | 'http' | 'http2' | 'tcp';
    readonly tls: '' | 'plaintext' | 'tls' | 'mtls';
    readonly mode: '' | 'gateway' | 'outbound' | 'inbound';
    readonly headers: Readonly<Record<string, readonly string[]>> | null;
  };
  readonly error?: string;
  readonly expected: Readonly<Record<typeof PARTS[number], string>> & { readonly strict: boolean; readonly skip: string };
  readonly objects: readonly any[] | null;
  readonly meshConfig: Record<string, unknown>;
  readonly proxy: { readonly type: string; readonly namespace: string; readonly labels: Record<string, string> | null; readonly addresses: readonly string[]; readonly dnsCapture: boolean };
  /** what istiod has beside the objects */
  readonly made?: string;
}
const PARTS = ['listener', 'filterChain', 'routes', 'virtualHost', 'route', 'cluster'] as const;
type Found = { readonly [part in typeof PARTS[number]]?: string } & { readonly error?: string };

/** All calls of the tests, in their order. */
export async function simulationCalls(program: string, file: string): Promise<readonly Call[]> {
  rmSync(file, { force: true });
  await promisify(execFile)(program, ['-test.run', '.'], { env: { ...process.env, CALLS: file }, maxBuffer: 64 * 1024 * 1024 }).catch((e: Error) => {
    if (!existsSync(file)) throw e;
  });
  return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Call);
}

/** Why a call can't be evaluated by the compiler; undefined if it can. */
export function outside(call: Call): string | undefined {
  if (call.made) return `about ${call.made}`;
  const has = (test: (object: any) => boolean): boolean => !!call.objects?.some(test);
  if (has((o) => o.kind === 'Ingress')) return 'about Kubernetes Ingress';
  if (has((o) => Object.keys(o.metadata.annotations ?? {}).some((a) => a.startsWith('internal.istio.io/')))) return 'about annotations that only istiod\'s own controllers write';
  if (has((o) => o.kind === 'Sidecar' && o.spec.ingress?.some((i: any) => i.tls))) return 'about TLS at an ingress listener of a Sidecar, which istiod reads with ENABLE_TLS_ON_SIDECAR_INGRESS alone';
  if (call.proxy.dnsCapture) return 'about a proxy that answers DNS itself';
  if (call.error === 'several filter chains') return 'about a listener that Envoy refuses: two of its chains match alike';
  return undefined;
}

/** The differences between a test's expectation of a call and our result. */
export function differencesOf(call: Call, proxy: CompiledProxy): string[] {
  const found = find(call, proxy);
  const out = (call.error ?? '') === (found.error ?? '') ? [] : [`error: expected ${call.error ?? 'none'}, found ${found.error ?? 'none'}`];
  for (const part of PARTS) {
    const wanted = call.expected[part];
    if ((wanted || call.expected.strict) && wanted !== shortened(found[part], wanted)) out.push(`${part}: expected ${wanted || 'none'}, found ${found[part] ?? 'none'}`);
  }
  return out.map((text) => `${call.test}: ${text}`);
}

/** Objects of these tests have no domain, so that short names stay short. */
const shortened = (found: string | undefined, wanted: string): string => (wanted.includes('.svc.') ? found ?? '' : (found ?? '').replace(/\.svc\.cluster\.local/g, ''));

/** The proxy that a call is about; the same for all calls about the same objects. */
export class Proxies {
  private readonly known = new Map<string, CompiledProxy>();

  public of({ objects, meshConfig, proxy }: Call): CompiledProxy {
    const key = JSON.stringify([objects, meshConfig, proxy]);
    let found = this.known.get(key);
    if (!found) this.known.set(key, found = compiled({ objects, meshConfig, proxy }));
    return found;
  }
}

function compiled({ objects, meshConfig, proxy }: Pick<Call, 'objects' | 'meshConfig' | 'proxy'>): CompiledProxy {
  const model = new MeshModel(new World(withPods(objects ?? []).map((object) => ({ object, origin: {} })), { complete: true, meshConfig }));
  const kind = proxy.type === 'router' ? 'gateway' : 'sidecar';
  const proxies = { kind, namespace: proxy.namespace, labels: proxy.labels ?? {}, serviceAccount: '', workloads: ['app'] } as const;
  return new (kind === 'gateway' ? GatewayProxy : SidecarProxy)(model, proxies, { addresses: proxy.addresses });
}

/** With the pods that the EndpointSlices of a test tell of. */
function withPods(objects: readonly any[]): any[] {
  return objects.flatMap((slice) => {
    if (slice.kind !== 'EndpointSlice') return [slice];
    const { namespace } = slice.metadata;
    const service = objects.find((o) => o.kind === 'Service' && o.metadata.namespace === namespace && o.metadata.name === slice.metadata.labels['kubernetes.io/service-name']);
    return slice.endpoints.flatMap((e: any) => e.addresses).map((podIP: string) => (
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: podIP, namespace, labels: service.spec.selector }, spec: { containers: [] }, status: { podIP } }
    ));
  });
}

const ALPN: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  mtls: { 'http': ['istio-http/1.1'], 'http2': ['istio-h2'], 'tcp': ['istio'], '': ['istio'] },
  tls: { http: ['http/1.1'], http2: ['h2'] },
  plaintext: { http: ['http/1.1'], http2: ['h2c'] },
};

function find({ call }: Call, proxy: CompiledProxy): Found {
  const mode = call.tls || 'plaintext';
  const tls = mode !== 'plaintext';
  const answered = evaluate(call.mode === 'inbound' ? inbound(proxy, call.port) : proxy, {
    atListener: true,
    connection: {
      address: call.address || '1.3.3.7',
      port: call.port,
      tls,
      serverName: call.sni || (mode === 'tls' ? call.host : '') || undefined,
      protocols: call.alpn ? [call.alpn] : ALPN[mode][call.protocol] ?? [],
    },
    http: call.protocol.startsWith('http') ? {
      method: 'GET', tls, authority: call.host, path: call.path || '/', headers: new Map(Object.entries(call.headers ?? {}).map(([k, v]) => [k.toLowerCase(), v])),
    } : undefined,
  });
  return { ...partsOf(answered), error: errorOf(answered, mode, call.secret || 'default') };
}

/** The proxy as seen by connections to the workload. */
function inbound(proxy: CompiledProxy, port: number): CompiledProxy {
  const listeners = proxy.listeners.filter((l) => l.name === 'virtualInbound').map((l) => ({ ...l, trafficDirection: 'OUTBOUND', address: '0.0.0.0', port }));
  return Object.create(proxy, { listeners: { value: listeners }, class: { value: { ...proxy.class, kind: 'gateway' } } }) as CompiledProxy;
}

function partsOf({ listener, sieved, routes, outcomes: [first] }: Evaluated): Found {
  const chain = sieved?.chain;
  const filter = chain?.filter;
  return {
    listener: listener?.name,
    filterChain: chain?.name,
    routes: filter?.kind === 'http' && first.kind !== 'refused' ? filter.routeConfigName : undefined,
    virtualHost: routes && first.virtualHost?.name,
    route: first.route?.name,
    cluster: first.cluster,
  };
}

function errorOf({ listener, sieved, outcomes: [first] }: Evaluated, mode: string, secret: string): string | undefined {
  const chain = sieved?.chain;
  if (!listener) return 'no listener';
  if (!chain) return 'no filter chain';
  if (chain.tls && mode === 'plaintext') return 'TLS';
  const demands = !!chain.tls?.requireClientCertificate && chain.tls.certificates?.[0] === secret;
  if (chain.tls && demands !== (mode === 'mtls')) return 'mutual TLS';
  if (first.kind === 'refused') return 'protocol';
  if (first.kind === 'redirected' && !first.route) return 'redirect to TLS';
  if (first.kind !== 'noRoute') return undefined;
  return first.virtualHost ? 'no route' : 'no virtual host';
}
