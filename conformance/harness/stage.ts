import { Applied, Manifest } from './api-client';
import { Backend, KeyPair, Protocol } from './backend';
import { labAuthority, tlsSecret } from './certificates';
import { Door } from './client';
import { badConditions } from './conditions';
import { edgesOf } from './edges';
import { complaintsSince } from './istiod';
import { Lab } from './lab';
import { adapt, APP_OFFSET, gatewayPort, pin } from './lab-objects';
import { Laid } from './laid';
import { Proxy } from './proxy';
import { Scene, SceneGateway } from './scene';
import { Workload, workloadsOf, speaks } from './workloads';

export interface StageOptions {
  /** Deployments that get an Envoy to call through. */
  readonly callers?: readonly string[];
  /** Where pods of programs without a proxy run: `REGION/ZONE`. */
  readonly localities?: Readonly<Record<string, string>>;
  /** Every workload gets an Envoy, before it and behind it, and they speak mutual TLS. */
  readonly secure?: boolean;
  /**
   * The certificate of backends that speak TLS themselves.
   *
   * @default - one for `backend.example`
   */
  readonly backendTls?: KeyPair;
  /**
   * What backends speak, by their names, where it is not what the ports of their Services say: TLS that callers' proxies add.
   *
   * @default - what the ports say
   */
  readonly speaks?: Readonly<Record<string, Protocol>>;
  /** Addresses of hosts outside that the case plays itself; a backend plays the others. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Objects that the app expects in the cluster: secrets, services of other teams. */
  readonly extras?: readonly Manifest[];
  /** Objects that must be there before: definitions of other projects' kinds. */
  readonly before?: readonly Manifest[];
}

/**
 * The output of a case, running: its objects in the API server, a backend with its own address for each pod of a Deployment (represented by a WorkloadEntry),
 * an Envoy for each gateway and for the workloads that need one.
 */
export class Stage implements Scene {
  public readonly backends = new Map<string, Backend>();
  public readonly proxies = new Map<string, Proxy>();
  public readonly gateways: SceneGateway[] = [];
  public readonly stranger = 'status 502';
  private readonly edges = new Map<string, Proxy>();
  private readonly laid: Laid;
  private metricsBefore = new Map<string, number>();

  public constructor(private readonly lab: Lab, public readonly objects: readonly Manifest[], private readonly options: StageOptions = {}) {
    this.laid = new Laid(lab.api.admin);
  }

  public get applied(): readonly Applied[] { return this.laid.applied; }
  public get reapplied(): readonly Applied[] { return this.laid.reapplied; }

  /** Applies the objects as they are, twice. */
  public async apply(): Promise<void> {
    this.metricsBefore = await this.lab.istiod.metrics();
    await this.laid.apply(this.objects, this.options.extras, this.options.before);
  }

  /** Creates a certificate for each missing one that the gateways refer to: without one a listener would stay closed. */
  private async layCertificates(): Promise<void> {
    for (const { certificates } of edgesOf(this.objects)) {
      for (const { namespace, name, host } of certificates) {
        if (this.laid.has('Secret', namespace, name)) { continue; }
        await this.laid.lay([tlsSecret(namespace, name, await (await labAuthority()).issue(host.replace('*', 'any')), (await labAuthority()).pem)]);
      }
    }
  }

  /** Starts backends and proxies, and waits until every proxy has istiod's configuration. */
  public async start(): Promise<void> {
    const workloads = workloadsOf(this.objects).filter((w) => !w.labels['inject.istio.io/templates']);
    const secured = (_: Workload) => this.options.secure === true;
    const calling = (w: Workload) => secured(w) || (this.options.callers ?? []).includes(w.name);

    const backendTls = this.options.backendTls ?? await (await labAuthority()).issue('backend.example');
    const changed = adapt(this.objects, workloads.filter(secured), () => this.lab.addresses.next());
    for (const { host, address, ports } of changed.external) {
      const backend = new Backend(host, address);
      for (const p of ports) { await backend.listen(p.number, this.options.speaks?.[host] ?? speaks(p.protocol), backendTls); }
      this.backends.set(host, backend);
    }
    await this.laid.lay(changed.objects);

    const starts: (() => Promise<void>)[] = [];
    for (const w of workloads) {
      for (let i = 1; i <= Math.max(1, w.replicas); i++) {
        const name = i === 1 ? w.name : `${w.name}-${i}`;
        const address = this.lab.addresses.next();
        const backend = new Backend(name, address);
        for (const p of w.ports) { await backend.listen(p.port + (secured(w) ? APP_OFFSET : 0), this.options.speaks?.[name] ?? p.speaks, backendTls); }
        this.backends.set(name, backend);
        const labels = { ...w.labels, 'conformance/pod': name, 'security.istio.io/tlsMode': secured(w) ? 'istio' : 'disabled' };
        await this.laid.lay([{
          apiVersion: 'networking.istio.io/v1',
          kind: 'WorkloadEntry',
          metadata: { name: `pod-${name}`, namespace: w.namespace },
          spec: { address, labels, serviceAccount: w.serviceAccount, ports: Object.fromEntries(w.ports.map((p) => [p.name, p.port])) },
        }]);
        if (!calling(w)) { continue; }
        const outbound = this.lab.addresses.next();
        await this.laid.lay([pin(w.namespace, name, { SIDECAR_OUTBOUND: outbound, SIDECAR_INBOUND: address })]);
        starts.push(async () => {
          this.proxies.set(name, await this.lab.proxy({ role: 'sidecar', name, namespace: w.namespace, serviceAccount: w.serviceAccount, labels, address, outbound }));
        });
      }
    }
    for (const g of await this.layGateways()) { starts.push(g); }
    await this.layCertificates();
    await this.lab.istiod.settled();
    await Promise.all(starts.map((s) => s()));
    await this.lab.istiod.settled();
  }

  /** Where a workload's own Envoy accepts its calls to a service. */
  public from(workload: string, host: string, port: number): Door {
    const proxy = this.proxies.get(workload);
    if (!proxy) { throw new Error(`workload '${workload}' has no proxy; it has: ${[...this.proxies.keys()].join(', ')}`); }
    return new Door(proxy.outbound, port, port === 80 || port === 443 ? host : `${host}:${port}`);
  }

  /** A listener of the gateway whose proxies run in a namespace. */
  public edge(port: number, host: string, namespace = 'istio-ingress'): Door {
    const gateway = this.gateways.find((g) => g.namespace === namespace);
    if (!gateway) { throw new Error(`no gateway runs in ${namespace}`); }
    return new Door(this.edges.get(namespace)!.address, gatewayPort(port), host);
  }

  /** The workload's own port, as somebody reaches it who has no proxy of the mesh. */
  public around(workload: string, port: number): Door {
    return new Door(this.backend(workload).address, port);
  }

  public told(status: number): number { return status; }

  public backend(name: string): Backend {
    const b = this.backends.get(name);
    if (!b) { throw new Error(`there is no backend '${name}'; there are: ${[...this.backends.keys()].join(', ')}`); }
    return b;
  }

  public async complaints(): Promise<Record<string, number>> {
    return complaintsSince(this.lab.istiod, this.metricsBefore);
  }

  /** Conditions of Gateways and routes that do not say what they should. */
  public async conditions(): Promise<readonly string[]> {
    return badConditions(this.lab.api.admin, this.objects);
  }

  /** Configuration that any of its proxies rejected. */
  public async rejected(): Promise<Record<string, number>> {
    const all = [...this.proxies.values(), ...this.edges.values()];
    const each = await Promise.all(all.map(async (p) => Object.entries(await p.rejected()).map(([k, v]) => [`${p.options.name} ${k}`, v] as const)));
    return Object.fromEntries(each.flat());
  }

  /** Deletes everything. */
  public async clear(): Promise<void> {
    await Promise.all([...this.proxies.values(), ...this.edges.values()].map((p) => p.stop()));
    await Promise.all([...this.backends.values()].map((b) => b.close()));
    await this.laid.clear();
    await this.lab.istiod.settled();
  }

  private async layGateways(): Promise<(() => Promise<void>)[]> {
    const starts: (() => Promise<void>)[] = [];
    for (const { namespace, selector, ports } of edgesOf(this.objects)) {
      const name = namespace;
      const address = this.lab.addresses.next();
      const labels = { ...selector, 'conformance/pod': name };
      const meta = { name, namespace };
      await this.laid.lay([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta },
        // its certificates: istiod hands a proxy only the secrets that the proxy's account may read
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: meta, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }] },
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: meta, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }, subjects: [{ kind: 'ServiceAccount', name, namespace }] },
        { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: { selector, ports: ports.map((p) => ({ name: `port-${p}`, port: p, targetPort: gatewayPort(p) })) } },
        { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', metadata: meta, spec: { address, labels: { ...labels, 'security.istio.io/tlsMode': 'istio' }, serviceAccount: name } },
        pin(namespace, name, { GATEWAY: address }),
      ]);
      starts.push(async () => {
        const proxy = await this.lab.proxy({ role: 'router', name, namespace, serviceAccount: name, labels, address, outbound: address });
        this.edges.set(namespace, proxy);
        this.gateways.push({ namespace, proxy });
      });
    }
    return starts;
  }
}
