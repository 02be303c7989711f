import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './addresses';
import { Applied, Manifest } from './api-client';
import { Backend } from './backend';
import { labAuthority } from './certificates';
import { Door } from './client';
import { Dns } from './dns';
import { Lab } from './lab';
import { Laid } from './laid';
import { until } from './processes';
import { Proxy } from './proxy';
import { Scene, SceneGateway } from './scene';
import type { StageOptions } from './stage';
import { matches, protocolOf, speaks } from './workloads';

const run = promisify(execFile);

/** One pod of a Deployment: its address, and where its proxy listens. */
interface Pod {
  readonly name: string;
  readonly deployment: Manifest;
  readonly address: string;
  /** The addresses that stand for the loopback addresses of the pod. */
  readonly loopbacks: Map<string, string>;
  bootstrap?: any;
}

/**
 * What a case synthesized for proxies without a control plane, brought to life: each pod of a Deployment is a backend and, where the
 * Deployment says so, an Envoy with the bootstrap of its ConfigMap. What a kubelet does is done here: volumes become folders, and the
 * pod's own addresses, which are every pod's own in a cluster, become addresses of this run.
 */
export class StaticStage implements Scene {
  public readonly proxies = new Map<string, Proxy>();
  public readonly gateways: SceneGateway[] = [];
  public readonly stranger = 'status 502';
  private readonly laid: Laid;
  private readonly backends = new Map<string, Backend>();
  private readonly pods: Pod[] = [];
  private dns?: Dns;

  public constructor(private readonly lab: Lab, public readonly objects: readonly Manifest[], private readonly options: StageOptions = {}) {
    this.laid = new Laid(lab.api.admin);
  }

  public get applied(): readonly Applied[] { return this.laid.applied; }
  public get reapplied(): readonly Applied[] { return this.laid.reapplied; }

  public async apply(): Promise<void> {
    await this.laid.apply(this.objects, this.options.extras, this.options.before);
  }

  public async start(): Promise<void> {
    for (const d of this.objects.filter((o) => o.kind === 'Deployment')) {
      for (let i = 1; i <= Math.max(1, d.spec.replicas ?? 1); i++) {
        const pod: Pod = { name: i === 1 ? d.metadata.name : `${d.metadata.name}-${i}`, deployment: d, address: this.lab.addresses.next(), loopbacks: new Map() };
        this.pods.push(pod);
        pod.bootstrap = await this.bootstrapOf(pod);
        await this.program(pod);
      }
    }
    this.dns = await Dns.start(await this.zone());
    await Promise.all(this.pods.filter((p) => p.bootstrap).map((p) => this.envoy(p)));
  }

  public from(workload: string, host: string, port: number): Door {
    const pod = this.pod(workload);
    const alias = (pod.deployment.spec.template.spec.hostAliases ?? []).find((a: any) => a.hostnames.includes(host));
    if (!alias) { return this.beside(pod, host, port); }
    return new Door(pod.loopbacks.get(alias.ip)!, port, port === 80 || port === 443 ? host : `${host}:${port}`);
  }

  /** A program that goes around its proxy to a service that it does not call, with the certificate of its own identity. */
  private beside(caller: Pod, host: string, port: number): Door {
    const callee = this.pods.find((p) => this.servicesOf(p).some((s) => s.metadata.name === host));
    if (!callee) { throw new Error(`no pod is behind '${host}'`); }
    return new Door(callee.address, this.around(callee.name, port).port, host, { serverName: host, key: this.read(caller, 'tls.key'), cert: this.read(caller, 'tls.crt') });
  }

  private read(pod: Pod, file: string): string {
    return readFileSync(join(this.folder(pod), 'etc/mesh/tls', file), 'utf8');
  }

  public edge(port: number, host: string, namespace = 'istio-ingress'): Door {
    const pod = this.pods.find((p) => p.deployment.metadata.namespace === namespace && p.bootstrap?.node.id.startsWith('gateway~'));
    const service = this.objects.find((o) => o.kind === 'Service' && o.metadata.namespace === namespace);
    const target = service?.spec.ports.find((p: any) => p.port === port)?.targetPort;
    if (!pod || !target) { throw new Error(`no gateway in ${namespace} serves port ${port}`); }
    return new Door(pod.address, target, host);
  }

  public around(workload: string, port: number): Door {
    const pod = this.pod(workload);
    const target = this.servicesOf(pod).flatMap((s) => s.spec.ports as any[]).find((p) => p.port === port)?.targetPort;
    return new Door(pod.address, target ?? port);
  }

  public told(status: number): number { return status; }

  public backend(name: string): Backend {
    const b = this.backends.get(name);
    if (!b) { throw new Error(`there is no backend '${name}'; there are: ${[...this.backends.keys()].join(', ')}`); }
    return b;
  }

  /** An Envoy that doesn't take its bootstrap ends at once, and `start` fails. */
  public async rejected(): Promise<Record<string, number>> { return {}; }

  /** There is no control plane. */
  public async complaints(): Promise<Record<string, number>> { return {}; }

  public async clear(): Promise<void> {
    this.dns?.close();
    await Promise.all([...this.proxies.values()].map((p) => p.stop()));
    await Promise.all([...this.backends.values()].map((b) => b.close()));
    await this.laid.clear();
  }

  private pod(name: string): Pod {
    const found = this.pods.find((p) => p.name === name);
    if (!found) { throw new Error(`there is no pod '${name}'; there are: ${this.pods.map((p) => p.name).join(', ')}`); }
    return found;
  }

  private servicesOf(pod: Pod): readonly Manifest[] {
    const { labels } = pod.deployment.spec.template.metadata;
    return this.objects.filter((o) => o.kind === 'Service' && o.metadata.namespace === pod.deployment.metadata.namespace && matches(o.spec.selector, labels));
  }

  /** The program beside the proxy, listening where the proxy leads to; without a proxy, where the Service does. */
  private async program(pod: Pod): Promise<void> {
    const ports = new Map<number, string>();
    for (const p of this.servicesOf(pod).flatMap((s) => s.spec.ports as any[]).filter((x) => x.protocol !== 'UDP')) {
      const behind = pod.bootstrap?.static_resources.clusters.find((c: any) => c.name === `inbound|${p.port}`);
      const port = behind?.load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address.port_value ?? p.targetPort;
      if (!pod.bootstrap?.node.id.startsWith('gateway~')) { ports.set(port, protocolOf(p)); }
    }
    await this.play(pod.name, pod.address, ports);
  }

  private async play(name: string, address: string, ports: ReadonlyMap<number, string>): Promise<void> {
    const backend = new Backend(name, address);
    for (const [port, protocol] of ports) { await backend.listen(port, speaks(protocol), this.options.backendTls ?? await (await labAuthority()).issue('backend.example')); }
    this.backends.set(name, backend);
  }

  /** Names of headless Services lead to their pods; what is outside is played by a backend. */
  private async zone(): Promise<ReadonlyMap<string, readonly string[]>> {
    const zone = new Map<string, readonly string[]>();
    for (const s of this.objects.filter((o) => o.kind === 'Service' && o.spec.clusterIP === 'None')) {
      const pods = this.pods.filter((p) => p.deployment.metadata.namespace === s.metadata.namespace && matches(s.spec.selector, p.deployment.spec.template.metadata.labels));
      zone.set(`${s.metadata.name}.${s.metadata.namespace}.svc.cluster.local`, pods.map((p) => p.address));
    }
    const outside = new Map<string, Map<number, string>>();
    for (const c of this.pods.flatMap((p) => p.bootstrap?.static_resources.clusters ?? []).filter((x: any) => x.type !== 'STATIC')) {
      const at = c.load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address;
      if (!at.address.endsWith('.svc.cluster.local')) { outside.set(at.address, (outside.get(at.address) ?? new Map()).set(at.port_value, c.transport_socket ? 'tls' : 'http')); }
    }
    for (const [host, address] of Object.entries(this.options.hosts ?? {})) {
      outside.delete(host);
      zone.set(host, [address]);
    }
    for (const [host, ports] of outside) {
      const address = this.lab.addresses.next();
      zone.set(host, [address]);
      await this.play(host, address, ports);
    }
    return zone;
  }

  /** The bootstrap of a pod's proxy, in its folder, with the addresses of this run. */
  private async bootstrapOf(pod: Pod): Promise<any> {
    const spec = pod.deployment.spec.template.spec;
    const envoy = spec.containers.find((c: any) => c.name === 'envoy');
    if (!envoy) { return undefined; }
    const folders = new Map<string, string>();
    for (const m of envoy.volumeMounts.filter((x: any) => !x.subPath)) {
      const folder = join(this.folder(pod), m.mountPath);
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of Object.entries(await this.files(pod, spec.volumes.find((v: any) => v.name === m.name)))) { writeFileSync(join(folder, file), text); }
      folders.set(m.mountPath, folder);
    }
    const config = this.objects.find((o) => o.kind === 'ConfigMap' && o.metadata.namespace === pod.deployment.metadata.namespace
      && o.metadata.name === spec.volumes.find((v: any) => v.name === 'envoy-config').configMap.name)!;
    let text: string = config.data['envoy.json'];
    for (const [mount, folder] of folders) { text = text.replaceAll(`"${mount}/`, `"${folder}/`); }
    const bootstrap = JSON.parse(text);
    const own = (at: any) => {
      if (at.address === '0.0.0.0' || at.address === '127.0.0.1') { at.address = pod.address; return; }
      if (!pod.loopbacks.has(at.address)) { pod.loopbacks.set(at.address, this.lab.addresses.next()); }
      at.address = pod.loopbacks.get(at.address);
    };
    for (const l of bootstrap.static_resources.listeners) { own(l.address.socket_address); }
    for (const c of bootstrap.static_resources.clusters.filter((x: any) => x.name.startsWith('inbound|'))) {
      own(c.load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address);
    }
    bootstrap.admin.address.socket_address.port_value = await freePort();
    return bootstrap;
  }

  private folder(pod: Pod): string {
    return join(this.lab.folder, 'static', `${pod.deployment.metadata.namespace}-${pod.name}`);
  }

  /** What a volume holds. Identities have certificates of the lab's authority. */
  private async files(pod: Pod, volume: any): Promise<Readonly<Record<string, string>>> {
    const { namespace } = pod.deployment.metadata;
    if (volume.configMap) { return this.objects.find((o) => o.kind === 'ConfigMap' && o.metadata.name === volume.configMap.name && o.metadata.namespace === namespace)!.data; }
    const name: string = volume.secret.secretName;
    const given = (this.options.extras ?? []).find((o) => o.kind === 'Secret' && o.metadata.name === name && o.metadata.namespace === namespace);
    if (given) { return given.stringData; }
    const authority = await labAuthority();
    const subject = name.endsWith('-mesh-tls') ? `spiffe://cluster.local/ns/${namespace}/sa/${name.slice(0, -'-mesh-tls'.length)}` : 'any.example';
    const pair = await authority.issue(subject);
    return { 'tls.crt': pair.cert, 'tls.key': pair.key, 'ca.crt': authority.pem };
  }

  /** Envoy judges the bootstrap without serving it, then serves it. */
  private async envoy(pod: Pod): Promise<void> {
    const { envoy } = this.lab.parts;
    const file = join(this.folder(pod), 'bootstrap.json');
    const port = pod.bootstrap.admin.address.socket_address.port_value;
    writeFileSync(file, JSON.stringify(pod.bootstrap));
    await run(envoy, ['--mode', 'validate', '-c', file, '-l', 'error']).catch((e: Error) => { throw new Error(`Envoy refuses the bootstrap of ${pod.name}: ${e.message}`); });
    const resolver = {
      typed_dns_resolver_config: {
        name: 'envoy.network.dns_resolver.cares',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
          'resolvers': [{ socket_address: { address: '127.0.0.1', port_value: this.dns!.port } }],
          'dns_resolver_options': { no_default_search_domain: true },
        },
      },
    };
    const server = this.lab.processes.start({
      name: `static-${pod.name}`,
      command: envoy,
      args: ['-c', file, '--config-yaml', JSON.stringify(resolver), '--concurrency', '1', '--use-dynamic-base-id', '-l', 'warning'],
    });
    await until(`the proxy of ${pod.name}`, server, 60, async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok);
    const about = { role: 'sidecar' as const, name: pod.name, namespace: pod.deployment.metadata.namespace!, serviceAccount: '', labels: {}, address: pod.address, outbound: pod.address };
    const proxy = new Proxy(about, server, port);
    this.proxies.set(pod.name, proxy);
    if (pod.bootstrap.node.id.startsWith('gateway~')) { this.gateways.push({ namespace: pod.deployment.metadata.namespace!, proxy }); }
  }
}
