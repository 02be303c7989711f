import { BadQuestion } from './question';
import { CompiledMesh, sidecarOf } from '../compiled/compile';
import type { CompiledProxy, ProxyClass } from '../compiled/form';
import { nearest } from '../grammar/nearest';
import { matches } from '../world/selector';
import type { World } from '../world/world';

/** The workloads of one cluster that may send requests, and their compiled proxies. */
export class Callers {
  private readonly mesh: CompiledMesh;
  private readonly known = new Map<string, ProxyClass | undefined>();

  public constructor(public readonly world: World) {
    this.mesh = new CompiledMesh(world);
  }

  public get cluster(): string {
    return this.world.options.cluster ?? '';
  }

  /** The proxies of a caller; undefined where the cluster has no such caller. Throws where a Service stands for unlike workloads. */
  public proxy(from: string): CompiledProxy | undefined {
    if (!this.known.has(from)) this.known.set(from, this.find(...split(from)));
    const found = this.known.get(from);
    return found && this.mesh.proxy(found);
  }

  /** What to say of a caller that is not there. */
  public missing(from: string): BadQuestion {
    const near = nearest(from, [...this.world.pods(undefined), ...this.world.all('Service')].map((o) => `${o.namespace}/${o.name}`));
    return new BadQuestion(`there is no workload or Service ${from}${near === undefined ? '' : `; did you mean ${near}?`}`);
  }

  private find(namespace: string, name: string): ProxyClass | undefined {
    const pod = this.world.pods(undefined, namespace).find((p) => p.name === name);
    if (pod) return sidecarOf(pod);
    const service = this.world.find('Service', namespace, name);
    const selector = service?.spec.selector;
    if (!service || !selector || Object.keys(selector).length === 0) return undefined;
    const pods = this.world.pods(undefined, namespace).filter((p) => matches(selector, p.labels));
    // versions of one service differ in labels that hardly ever matter to what their proxies send; where they do, a workload must be named
    if (pods.length > 0) return sidecarOf(pods[0]);
    return { kind: 'sidecar', namespace, labels: selector, serviceAccount: 'default', workloads: [name] };
  }
}

function split(from: string): [namespace: string, name: string] {
  const [namespace, name, ...more] = from.split('/');
  if (!namespace || !name || more.length) throw new BadQuestion(`the caller must be NAMESPACE/WORKLOAD, as in shop/web, got "${from}"`);
  return [namespace, name];
}
