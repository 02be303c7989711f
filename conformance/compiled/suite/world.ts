/** The objects that a conformance test is run on: those of the suite, and its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callIn, isCalled, type NamespacedName, type SuiteTest } from './tests';
import { parseManifests } from '../../../src/check/files/yaml';
import { TrafficAnswer } from '../../../src/trace/answer';
import { Callers } from '../../../src/trace/callers';
import { askOf } from '../../../src/trace/question';
import { World } from '../../../src/world/world';

const BASE = ['base/manifests.yaml', 'mesh/manifests.yaml'];

/** A request of a test: its URL says where it is sent, and the authority is what the Host header says. */
export interface Request {
  readonly from: string;
  readonly method?: string;
  readonly url: string;
  readonly authority?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly serverName?: string;
}

export class SuiteWorld {
  private readonly callers: Callers;
  private readonly objects: readonly any[];

  /** @param alter changes the objects, for a control */
  public constructor(source: string, { manifests }: SuiteTest, alter: (objects: any[]) => void = () => {}) {
    const own = [...BASE, ...manifests].flatMap((file) => objectsOf(join(source, file)));
    alter(own);
    this.objects = [...own, ...secretsOf(own)];
    this.callers = new Callers(new World(this.objects.map((object) => ({ object, origin: {} })), {}));
  }

  public ask({ from, method = 'GET', url, authority, headers = {}, serverName }: Request): TrafficAnswer {
    const caller = this.callers.caller(from);
    if (!caller) throw this.callers.missing(from);
    const ask = askOf({ method, url, headers: Object.entries(headers), serverName });
    return TrafficAnswer._of(caller, { ...ask, http: ask.http && { ...ask.http, authority: authority ?? ask.http.authority } });
  }

  /** The gateway and the port that an address in a test stands for; undefined where it is none of a Gateway. */
  public addressOf(address: unknown): { readonly gateway: string; readonly port: number } | undefined {
    const ref = callIn(address, 'kubernetes.NewGatewayRef');
    if (!ref) return undefined;
    const [{ Name, Namespace }, ...listeners] = ref.args as [NamespacedName, ...string[]];
    const gateway = this.objects.find((o) => o.kind === 'Gateway' && o.metadata.name === Name && o.metadata.namespace === Namespace);
    if (!gateway) return undefined;
    const written = isCalled(address) && address.call === 'net.JoinHostPort' ? Number(address.args[1]) : undefined;
    const listener = gateway.spec.listeners.find((l: any) => l.name === listeners[0]) ?? gateway.spec.listeners[0];
    return { gateway: `${Namespace}/${Name}-istio`, port: written ?? listener.port };
  }

  /** Host names of a route of a kind, which tests read from the cluster. */
  public hostnameOf(kind: string, { Name, Namespace }: NamespacedName): string | undefined {
    return this.objects.find((o) => o.kind === kind && o.metadata.name === Name && o.metadata.namespace === Namespace)?.spec.hostnames?.[0];
  }
}

function objectsOf(file: string): any[] {
  const text = readFileSync(file, 'utf8').replaceAll('{GATEWAY_CLASS_NAME}', 'istio').replaceAll('{GATEWAY_CONTROLLER_NAME}', 'istio.io/gateway-controller');
  return parseManifests(file, text, undefined, (e) => { throw e; }).map(({ object }) => object as any);
}

/** The Secrets of certificates that the suite makes before its tests: all that a listener names. */
function secretsOf(objects: readonly any[]): any[] {
  const refs = objects.filter((o) => o.kind === 'Gateway' || o.kind === 'ListenerSet')
    .flatMap((o) => o.spec.listeners.flatMap((l: any) => l.tls?.certificateRefs ?? []).map((r: any) => `${r.namespace ?? o.metadata.namespace}/${r.name}`));
  return [...new Set<string>(refs)].filter((name) => name.includes('certificate')).map((name) => name.split('/'))
    .map(([namespace, name]) => ({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { namespace, name } }));
}
