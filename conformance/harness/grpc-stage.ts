import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Applied, Manifest } from './api-client';
import { Backend } from './backend';
import { labAuthority } from './certificates';
import { Door } from './client';
import { GrpcDoor, toldByGrpc } from './grpc-door';
import { directBootstrap, GrpcAgent, GrpcClient, GrpcPod, Language, startGrpcServer } from './grpc-program';
import { complaintsSince } from './istiod';
import { Lab } from './lab';
import { adapt, APP_OFFSET, pin } from './lab-objects';
import { Laid } from './laid';
import { Running } from './processes';
import { Proxy } from './proxy';
import { Scene, SceneGateway } from './scene';
import type { StageOptions } from './stage';
import { speaks, Workload, workloadsOf } from './workloads';

/**
 * What a case synthesized for gRPC programs without a proxy, brought to life: callers are programs that take their routes from istiod. Where the case is
 * secure, each pod has an agent, which gets its certificate, and its server is a program too, with the backend behind it; services with a proxy have theirs.
 */
export class GrpcStage implements Scene {
  public readonly proxies = new Map<string, Proxy>();
  public readonly gateways: SceneGateway[] = [];
  public readonly stranger = 'status 503';
  private readonly laid: Laid;
  private readonly folder: string;
  private readonly backends = new Map<string, Backend>();
  private readonly pods = new Map<string, GrpcPod>();
  private readonly agents = new Map<string, GrpcAgent>();
  private readonly servers: Running[] = [];
  private readonly clients = new Map<string, Promise<GrpcClient>>();
  private metricsBefore = new Map<string, number>();
  private language: Language = 'go';

  public constructor(private readonly lab: Lab, public readonly objects: readonly Manifest[], private readonly options: StageOptions = {}) {
    this.laid = new Laid(lab.api.admin);
    this.folder = mkdtempSync(join(lab.folder, 'grpc-'));
  }

  public get applied(): readonly Applied[] { return this.laid.applied; }
  public get reapplied(): readonly Applied[] { return this.laid.reapplied; }

  public async apply(): Promise<void> {
    this.metricsBefore = await this.lab.istiod.metrics();
    await this.laid.apply(this.objects, this.options.extras, this.options.before);
  }

  public async start(): Promise<void> {
    const workloads = workloadsOf(this.objects);
    const proxied = this.options.secure ? workloads.filter((w) => !this.proxyless(w)) : [];
    const changed = adapt(this.objects, proxied, () => this.lab.addresses.next());
    for (const { host, address, ports } of changed.external) {
      await this.play(host, address, ports.map((p) => [p.number, p.protocol]));
    }
    await this.laid.lay(changed.objects);
    const starts: (() => Promise<void>)[] = [];
    for (const w of workloads) {
      for (let i = 1; i <= Math.max(1, w.replicas); i++) {
        const name = i === 1 ? w.name : `${w.name}-${i}`;
        const labels = proxied.includes(w) ? { ...w.labels, 'conformance/pod': name, 'security.istio.io/tlsMode': 'istio' } : w.labels;
        const pod: GrpcPod = { name, namespace: w.namespace, serviceAccount: w.serviceAccount, labels, address: this.lab.addresses.next(), locality: this.options.localities?.[name] };
        this.pods.set(name, pod);
        await this.play(name, pod.address, w.ports.map((p) => [p.port + (this.options.secure ? APP_OFFSET : 0), p.istio]));
        await this.laid.lay([{
          apiVersion: 'networking.istio.io/v1',
          kind: 'WorkloadEntry',
          metadata: { name: `pod-${name}`, namespace: w.namespace },
          spec: { address: pod.address, labels, locality: pod.locality, serviceAccount: w.serviceAccount, ports: Object.fromEntries(w.ports.map((p) => [p.name, p.port])) },
        }]);
        if (proxied.includes(w)) {
          const outbound = this.lab.addresses.next();
          await this.laid.lay([pin(w.namespace, name, { SIDECAR_OUTBOUND: outbound, SIDECAR_INBOUND: pod.address })]);
          starts.push(async () => { this.proxies.set(name, await this.lab.proxy({ role: 'sidecar', ...pod, outbound })); });
        } else if (this.options.secure) {
          starts.push(() => this.serve(pod, w.ports.map((p) => p.port)));
        }
      }
    }
    await this.lab.istiod.settled();
    await Promise.all(starts.map((s) => s()));
    if (proxied.length > 0) { await this.lab.istiod.settled(); }
  }

  /** The same scene, as it was in the beginning, with calling programs in another language. */
  public speaking(language: Language): this {
    this.language = language;
    for (const b of this.backends.values()) {
      b.seen.length = 0;
      b.reply = () => ({});
    }
    return this;
  }

  public from(workload: string, host: string, port: number): Door {
    const proxy = this.proxies.get(workload);
    if (proxy) { return new Door(proxy.outbound, port, `${host}:${port}`); }
    return new GrpcDoor(() => this.client(workload), `xds:///${host}:${port}`);
  }

  public edge(): never { throw new Error('no edge is here: that is an Envoy'); }

  public around(workload: string, port: number): Door {
    return new GrpcDoor(() => this.client(workload), `passthrough:///${this.pod(workload).address}:${port}`, true);
  }

  public told(status: number): number { return toldByGrpc(status); }

  public backend(name: string): Backend {
    const b = this.backends.get(name);
    if (!b) { throw new Error(`there is no backend '${name}'; there are: ${[...this.backends.keys()].join(', ')}`); }
    return b;
  }

  /** The agent of a pod, where the case is secure. */
  public agent(name: string): GrpcAgent { return this.agents.get(name)!; }

  public pod(name: string): GrpcPod {
    const found = this.pods.get(name);
    if (!found) { throw new Error(`there is no pod '${name}'; there are: ${[...this.pods.keys()].join(', ')}`); }
    return found;
  }

  /** What a program refuses istiod counts: `complaints`. */
  public async rejected(): Promise<Record<string, number>> {
    return Object.assign({}, ...await Promise.all([...this.proxies.values()].map((p) => p.rejected()))) as Record<string, number>;
  }

  public async complaints(): Promise<Record<string, number>> {
    return complaintsSince(this.lab.istiod, this.metricsBefore);
  }

  public async clear(): Promise<void> {
    const clients = await Promise.allSettled(this.clients.values());
    await Promise.all([...clients.flatMap((c) => (c.status === 'fulfilled' ? [c.value.server] : [])), ...this.servers, ...this.agents.values(), ...this.proxies.values()].map((p) => p.stop()));
    await Promise.all([...this.backends.values()].map((b) => b.close()));
    await this.laid.clear();
    await this.lab.istiod.settled();
  }

  private proxyless(w: Workload): boolean {
    const pods = this.objects.find((o) => o.kind === 'Deployment' && o.metadata.name === w.name && o.metadata.namespace === w.namespace)!.spec.template;
    return pods.metadata.annotations?.['inject.istio.io/templates'] === 'grpc-agent';
  }

  private async play(name: string, address: string, ports: readonly (readonly [number, string])[]): Promise<void> {
    const backend = new Backend(name, address);
    for (const [port, protocol] of ports) { await backend.listen(port, speaks(protocol), this.options.backendTls ?? await (await labAuthority()).issue('backend.example')); }
    this.backends.set(name, backend);
  }

  private async serve(pod: GrpcPod, ports: readonly number[]): Promise<void> {
    const agent = await GrpcAgent.start(this.lab, pod);
    this.agents.set(pod.name, agent);
    const bootstrap = directBootstrap(this.lab, this.folder, pod, agent);
    this.servers.push(...await Promise.all(ports.map((p) => startGrpcServer(this.lab, `${pod.name}-${p}`, bootstrap, `${pod.address}:${p}`, `${pod.address}:${p + APP_OFFSET}`))));
  }

  /** The program that makes a workload's calls, started when it is first asked. */
  private client(workload: string): Promise<GrpcClient> {
    const name = `${workload}-${this.language}`;
    const known = this.clients.get(name);
    if (known) { return known; }
    const bootstrap = directBootstrap(this.lab, this.folder, this.pod(workload), this.agents.get(workload));
    const started = GrpcClient.start(this.lab, name, bootstrap, { language: this.language });
    this.clients.set(name, started);
    return started;
  }
}
