import type { IConstruct } from 'constructs';
import { TrafficAnswer } from './answer';
import { Callers } from './callers';
import { askOf } from './question';
import type { TrafficRequest } from './request';
import { checkState } from '../check/attach';
import { Reader } from '../check/files/input';
import { guarded } from '../guard/guard';
import { World } from '../world/world';

/** How manifests are read. */
export interface TrafficOptions {
  /**
   * DNS domain of the cluster.
   * @default "cluster.local"
   */
  readonly domain?: string;
  /**
   * Namespace of objects that have none, as for `kubectl apply --namespace`.
   * @default - "default"
   */
  readonly namespace?: string;
}

/**
 * Computes from the objects alone where requests go: they are compiled to the configuration that the control plane would send to the caller's
 * proxy, and
 * requests are evaluated on it as Envoy does. Nothing is sent and no cluster is needed, so unit tests can use it. Access policies are not
 * evaluated: the
 * answer is where a request goes, not who is allowed.
 *
 * @example
 * import { MeshApp, Traffic } from 'cdk8s-mesh';
 *
 * const app = new MeshApp();
 * const chart = new Chart(app, 'shop', { namespace: 'shop' });
 * // … services, splits and rules
 * const answer = Traffic.of(app).ask({ from: 'shop/web', url: 'http://reviews:9080/', headers: { 'end-user': 'jason' } });
 * console.log(answer.trace);
 */
export class Traffic {
  /**
   * The traffic of the app that a construct is in, in its current state: constructs that are added later are not included.
   * @param scope the app, or any construct of it
   * @throws when an object of the app can't be rendered
   */
  public static of(scope: IConstruct): Traffic {
    return new Traffic(World.fleet(checkState(scope).worlds()).map((w) => new Callers(w)));
  }

  /**
   * The traffic of manifests in files.
   * @param paths files and folders with YAML or JSON
   * @param options how they are read
   * @throws when a file can't be read or is not a manifest; the error names the file and the line
   */
  public static ofFiles(paths: string[], options: TrafficOptions = {}): Traffic {
    const reader = new Reader();
    const manifests = paths.flatMap((path) => reader.files(path)).flat();
    if (reader.unusable.length > 0) throw new Error(reader.unusable.map((u) => u.message).join('\n'));
    return new Traffic([new Callers(new World(manifests, options))]);
  }

  /**
   * The traffic of manifests: objects as returned by `Testing.synth` and `Chart.toJson`.
   * @param manifests Kubernetes objects
   * @param options how they are read
   */
  public static ofManifests(manifests: any[], options: TrafficOptions = {}): Traffic {
    return new Traffic([new Callers(new World(manifests.map((object) => ({ object, origin: {} })), options))]);
  }

  private constructor(private readonly clusters: readonly Callers[]) {}

  /**
   * The traffic with one object changed or added, for example to preview an edit. It reuses what does not depend on the object, so that answers
   * take milliseconds even in a large mesh. This instance is not changed.
   * @param manifest a Kubernetes object; it replaces the one of its kind, namespace and name, if there is one
   * @param cluster the cluster that gets it, where the app has several clusters
   * @throws when the object has no apiVersion, kind or name, or no such cluster exists
   */
  public changed(manifest: any, cluster?: string): Traffic {
    const [target, ...others] = this.named(cluster);
    if (others.length > 0) throw new Error(`cluster must be set because the app has several clusters (${this.clusters.map((c) => c.cluster).join(', ')}), got: ${cluster}; name the one that gets the object`);
    const worlds = World.fleet(this.clusters.map((c) => (c === target ? c.world.with({ object: manifest, origin: {} }) : c.world)));
    return new Traffic(worlds.map((w, i) => new Callers(w, this.clusters[i])));
  }

  /**
   * Where a request goes.
   * @param request who sends it, where to, with which headers
   * @throws when the caller is unknown, or the URL or a header is malformed
   */
  public ask(request: TrafficRequest): TrafficAnswer {
    const { from, method = 'GET', url, headers, serverName } = request;
    const ask = askOf({ method, url, headers: Object.entries(headers ?? {}), serverName });
    return TrafficAnswer._of(this.callerOf(from, request.cluster), ask);
  }

  /**
   * Computes where many requests go, in one call, which is much faster from Python, Java and Go.
   * @param requests in any order
   * @returns an answer for each request, in the same order
   */
  public askAll(requests: TrafficRequest[]): TrafficAnswer[] {
    return requests.map((r) => this.ask(r));
  }

  private callerOf(from: string, cluster: string | undefined) {
    const clusters = this.named(cluster);
    const found = clusters.flatMap((c) => { const caller = c.caller(from); return caller ? [{ cluster: c.cluster, caller }] : []; });
    if (found.length > 1) throw new Error(`${from} runs in several clusters: ${found.map((f) => f.cluster).join(', ')}; select one with \`cluster\``);
    if (found.length === 1) return found[0].caller;
    throw clusters[0].missing(from);
  }

  private named(cluster: string | undefined): readonly Callers[] {
    const clusters = cluster === undefined ? this.clusters : this.clusters.filter((c) => c.cluster === cluster);
    if (clusters.length === 0) throw new Error(`cluster must be one of the app's clusters (${this.clusters.map((c) => c.cluster).filter((c) => c !== '').join(', ') || 'it has only one, without a name'}), got: ${cluster}`);
    return clusters;
  }
}
guarded(Traffic, 'Traffic');
