import type { Caller } from './caller';
import { BadQuestion } from './question';
import { CompiledMesh } from '../compiled/compile';
import type { ProxyClass } from '../compiled/form';
import { classOf } from '../compiled/proxy-kind';
import { nearest } from '../grammar/nearest';
import type { ItemOf } from '../world/item';
import type { Pod } from '../world/pods';
import { matches } from '../world/selector';
import type { World } from '../world/world';

/** The workloads of one cluster that may send requests, and their compiled proxies. */
export class Callers {
  private readonly mesh: CompiledMesh;
  private readonly known = new Map<string, Caller | undefined>();

  /** @param before the callers of a world with nearly the same objects */
  public constructor(public readonly world: World, before?: Callers) {
    this.mesh = new CompiledMesh(world, before?.mesh);
  }

  public get cluster(): string {
    return this.world.options.cluster ?? '';
  }

  /** A caller and its proxies; undefined if the cluster has no such caller. Throws if a Service stands for different workloads. */
  public caller(from: string): Caller | undefined {
    if (!this.known.has(from)) this.known.set(from, this.compiled(this.find(...split(from))));
    return this.known.get(from);
  }

  private compiled(found: ProxyClass | undefined): Caller | undefined {
    return found && { proxy: this.mesh.proxy(found), behindOf: (proxy, cluster) => this.mesh.behind(proxy, cluster) };
  }

  /** The error message for an unknown caller. */
  public missing(from: string): BadQuestion {
    const near = nearest(from, [...this.world.pods(undefined), ...this.world.all('Service'), ...this.world.all('Gateway')].map((o) => `${o.namespace}/${o.name}`));
    return new BadQuestion(`there is no workload, Service or Gateway ${from}${near === undefined ? '' : `; did you mean ${near}?`}`);
  }

  private find(namespace: string, kind: string | undefined, name: string): ProxyClass | undefined {
    const isKind = (other: string) => kind === undefined || kind.toLowerCase() === other.toLowerCase();
    const pods = this.world.pods(undefined, namespace).filter((p) => p.name === name && isKind(p.item.key ?? p.item.object.kind as string));
    const service = isKind('Service') ? this.world.find('Service', namespace, name) : undefined;
    const selected = service && this.behind(service);
    const classes = [...pods, ...selected?.length && !selected.some((p) => pods.includes(p)) ? [selected[0]] : []];
    if (classes.length > 1) {
      const kinds = [...pods.map((p) => String(p.item.object.kind)), ...(classes.length > pods.length ? ['Service'] : [])];
      throw new BadQuestion(`${namespace}/${name} is ambiguous; use ${kinds.map((k) => `${namespace}/${k}/${name}`).join(' or ')}`);
    }
    if (classes.length === 1) return classOf(classes[0], this.world);
    const selector = service?.spec.selector;
    if (selector && Object.keys(selector).length > 0) return { kind: 'sidecar', namespace, labels: selector, serviceAccount: 'default', workloads: [name] };
    return isKind('Gateway') ? this.atGateway(namespace, name) : undefined;
  }

  /** The proxies that serve a Gateway of Istio's API; if no file defines them, only its selector is known. */
  private atGateway(namespace: string, name: string): ProxyClass | undefined {
    const selector = this.world.find('Gateway', namespace, name)?.spec.selector;
    if (!selector || Object.keys(selector).length === 0) return undefined;
    const [pod] = this.world.pods(selector);
    return pod ? classOf(pod, this.world) : { kind: 'gateway', namespace, labels: selector, serviceAccount: 'default', workloads: [name] };
  }

  /** Versions of one service differ in labels that hardly ever affect what their proxies send; if they do, a workload must be named. */
  private behind({ namespace, spec: { selector } }: ItemOf<'Service'>): readonly Pod[] {
    if (!selector || Object.keys(selector).length === 0) return [];
    return this.world.pods(undefined, namespace).filter((p) => matches(selector, p.labels));
  }
}

function split(from: string): [namespace: string, kind: string | undefined, name: string] {
  const parts = from.split('/');
  if (parts.length === 2 && parts.every((p) => p)) return [parts[0], undefined, parts[1]];
  if (parts.length === 3 && parts.every((p) => p)) return [parts[0], parts[1], parts[2]];
  throw new BadQuestion(`the caller must be NAMESPACE/WORKLOAD, like shop/web, got "${from}"`);
}
