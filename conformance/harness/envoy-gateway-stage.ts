import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './addresses';
import type { Applied, Manifest } from './api-client';
import { Backend } from './backend';
import { labAuthority, tlsSecret } from './certificates';
import { Door } from './client';
import { badConditions } from './conditions';
import { type EnvoyGateway, SYSTEM } from './envoy-gateway';
import { complaintsSince } from './istiod';
import type { Lab } from './lab';
import { Laid } from './laid';
import { until } from './processes';
import { Proxy } from './proxy';
import type { Scene, SceneGateway } from './scene';
import type { StageOptions } from './stage';
import { matches, workloadsOf } from './workloads';

/** The proxy of a Gateway: the Deployment and the Service that Envoy Gateway made, and the Envoy that runs for them. */
interface Edge {
  readonly gateway: Manifest;
  service: Manifest;
  readonly proxy: Proxy;
}

/**
 * What a case synthesized, brought to life with Envoy Gateway as the controller of its Gateways. There is no kubelet, no controller of
 * endpoints and no load balancer: what these do is done here. Pods have loopback addresses, which the API server takes only for
 * names: EndpointSlices are of names that are addresses.
 */
export class EnvoyGatewayStage implements Scene {
  public readonly proxies = new Map<string, Proxy>();
  public readonly gateways: SceneGateway[] = [];
  public readonly stranger = 'status 404';
  private readonly laid: Laid;
  private readonly backends = new Map<string, Backend>();
  private readonly edges: Edge[] = [];
  private controller!: EnvoyGateway;
  private metricsBefore = new Map<string, number>();

  public constructor(private readonly lab: Lab, public readonly objects: readonly Manifest[], private readonly options: StageOptions = {}) {
    this.laid = new Laid(lab.api.admin);
  }

  public get applied(): readonly Applied[] { return this.laid.applied; }
  public get reapplied(): readonly Applied[] { return this.laid.reapplied; }

  public async apply(): Promise<void> {
    this.controller = await this.lab.envoyGateway();
    this.metricsBefore = await this.lab.istiod.metrics();
    await this.laid.apply(this.objects, this.options.extras, this.options.before);
  }

  public async start(): Promise<void> {
    await this.layCertificates();
    await this.layPods();
    for (const gateway of this.objects.filter((o) => o.kind === 'Gateway' && o.spec.gatewayClassName === 'eg')) { this.edges.push(await this.run(gateway)); }
    await this.settled();
    // a listener whose certificate came late is served by a port that the Service got since
    for (const edge of this.edges) { edge.service = await this.made('api/v1', 'services', edge.gateway); }
  }

  public from(): Door {
    throw new Error('Envoy Gateway has gateways, and no proxies of callers');
  }

  public edge(port: number, host: string, namespace?: string): Door {
    const edge = this.edges.find((e) => namespace === undefined || e.gateway.metadata.namespace === namespace);
    const target = edge?.service.spec.ports.find((p: any) => p.port === port)?.targetPort;
    if (!target) { throw new Error(`no gateway${namespace ? ` in ${namespace}` : ''} serves port ${port}`); }
    return new Door(this.controller.listenerAddress, target, host);
  }

  public around(workload: string, port: number): Door {
    return new Door(this.backend(workload).address, port);
  }

  public told(status: number): number { return status; }

  public backend(name: string): Backend {
    const b = this.backends.get(name);
    if (!b) { throw new Error(`there is no backend '${name}'; there are: ${[...this.backends.keys()].join(', ')}`); }
    return b;
  }

  public async rejected(): Promise<Record<string, number>> {
    return Object.assign({}, ...await Promise.all(this.edges.map((e) => e.proxy.rejected())));
  }

  /** Routes of the mesh are istiod's here too. */
  public async complaints(): Promise<Record<string, number>> {
    return complaintsSince(this.lab.istiod, this.metricsBefore);
  }

  public conditions(): Promise<readonly string[]> {
    return badConditions(this.lab.api.admin, this.objects);
  }

  public async clear(): Promise<void> {
    await Promise.all(this.edges.map((e) => e.proxy.stop()));
    await Promise.all([...this.backends.values()].map((b) => b.close()));
    await this.laid.clear();
    await until('Envoy Gateway to take its Deployments away', this.controller?.server, 60, async () => (await Promise.all(this.edges.map((e) => this.made('apis/apps/v1', 'deployments', e.gateway)))).every((d) => !d));
    await this.lab.istiod.settled();
  }

  private async layCertificates(): Promise<void> {
    const authority = await labAuthority();
    for (const o of this.objects.filter((x) => ['Gateway', 'ListenerSet'].includes(x.kind) && x.apiVersion.startsWith('gateway.networking.k8s.io/'))) {
      for (const l of o.spec.listeners as any[]) {
        for (const { name } of l.tls?.certificateRefs ?? []) {
          const namespace = o.metadata.namespace!;
          if (!this.laid.has('Secret', namespace, name)) { await this.laid.lay([tlsSecret(namespace, name, await authority.issue((l.hostname ?? 'any.example').replace('*', 'any')), authority.pem)]); }
        }
      }
    }
  }

  /** A backend for each pod, and the EndpointSlices that lead to them. */
  private async layPods(): Promise<void> {
    const backendTls = this.options.backendTls ?? await (await labAuthority()).issue('backend.example');
    const pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly address: string }[] = [];
    for (const w of workloadsOf(this.objects)) {
      for (let i = 1; i <= Math.max(1, w.replicas); i++) {
        const name = i === 1 ? w.name : `${w.name}-${i}`;
        const backend = new Backend(name, this.lab.addresses.next());
        for (const p of w.ports) { await backend.listen(p.port, this.options.speaks?.[name] ?? p.speaks, backendTls); }
        this.backends.set(name, backend);
        pods.push({ namespace: w.namespace, labels: w.labels, address: backend.address });
      }
    }
    await this.laid.lay(this.objects.filter((o) => o.kind === 'Service' && o.spec.selector).map((s) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: s.metadata.name, namespace: s.metadata.namespace, labels: { 'kubernetes.io/service-name': s.metadata.name } },
      addressType: 'FQDN',
      endpoints: pods.filter((p) => p.namespace === s.metadata.namespace && matches(s.spec.selector, p.labels)).map((p) => ({ addresses: [p.address], conditions: { ready: true } })),
      ports: s.spec.ports.map((p: any) => ({ name: p.name ?? '', port: p.targetPort ?? p.port, protocol: p.protocol ?? 'TCP' })),
    })));
  }

  /** What Envoy Gateway made for a Gateway. */
  private async made(api: string, kind: string, gateway: Manifest): Promise<any> {
    const selector = `gateway.envoyproxy.io/owning-gateway-name=${gateway.metadata.name},gateway.envoyproxy.io/owning-gateway-namespace=${gateway.metadata.namespace}`;
    const { body } = await this.lab.api.admin.call('GET', `/${api}/namespaces/${SYSTEM}/${kind}?labelSelector=${encodeURIComponent(selector)}`);
    return body.items[0];
  }

  /** Runs the Envoy that the Deployment asks for, says that it runs, and gives its Service an address. */
  private async run(gateway: Manifest): Promise<Edge> {
    const { server } = this.controller;
    let deployment: any;
    let service: any;
    await until(`Envoy Gateway to make a Deployment for ${gateway.metadata.name}`, server, 60, async () => {
      deployment = await this.made('apis/apps/v1', 'deployments', gateway);
      service = await this.made('api/v1', 'services', gateway);
      return deployment && service;
    });
    const proxy = await this.envoy(deployment);
    this.gateways.push({ namespace: gateway.metadata.namespace!, proxy });
    const status = async (path: string, body: object) => this.lab.api.admin.call('PATCH', `/${path}/status`, { status: body }, 'application/merge-patch+json');
    const runs = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, observedGeneration: deployment.metadata.generation };
    for (const a of [
      await status(`apis/apps/v1/namespaces/${SYSTEM}/deployments/${deployment.metadata.name}`, runs),
      await status(`api/v1/namespaces/${SYSTEM}/services/${service.metadata.name}`, { loadBalancer: { ingress: [{ ip: this.controller.listenerAddress }] } }),
    ]) {
      if (a.status >= 300) { throw new Error(`the API server took no status: ${a.body?.message}`); }
    }
    return { gateway, service, proxy };
  }

  /** The proxy's container, with the files of this run in place of its volumes and with an admin port of its own. */
  private async envoy(deployment: any): Promise<Proxy> {
    const { name } = deployment.metadata;
    const spec = deployment.spec.template.spec;
    const container = spec.containers.find((c: any) => c.name === 'envoy');
    const folder = join(this.lab.folder, 'envoy-gateway', name);
    mkdirSync(folder, { recursive: true });
    const local = (text: string) => text.replaceAll('/sds/', `${folder}/`).replaceAll('/certs/', `${this.controller.proxyCertificates}/`);
    const sds = spec.volumes.find((v: any) => v.name === container.volumeMounts.find((m: any) => m.mountPath === '/sds').name);
    const files = await this.lab.api.admin.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: sds.configMap.name, namespace: SYSTEM } });
    for (const [file, text] of Object.entries(files!.data as Record<string, string>)) { writeFileSync(join(folder, file), local(text)); }
    const admin = await freePort();
    const variables: Readonly<Record<string, string>> = { ENVOY_POD_NAME: name, ENVOY_POD_NAMESPACE: SYSTEM, ENVOY_SERVICE_ZONE: 'lab' };
    const args = (container.args as string[]).filter((a) => a !== '--cpuset-threads').map((a) => local(a)
      .replaceAll(/\$\((\w+)\)/g, (_, variable: string) => variables[variable])
      .replaceAll('port_value: 19000', `port_value: ${admin}`)
      .replaceAll(`envoy-gateway.${SYSTEM}.svc.cluster.local.`, this.controller.address));
    const server = this.lab.processes.start({ name, command: this.lab.parts.envoy, args: [...args, '--concurrency', '1', '--use-dynamic-base-id'] });
    await until(`the proxy ${name}`, server, 60, async () => (await fetch(`http://127.0.0.1:${admin}/ready`)).ok);
    const { listenerAddress } = this.controller;
    return new Proxy({ role: 'router', name, namespace: SYSTEM, serviceAccount: '', labels: {}, address: listenerAddress, outbound: listenerAddress }, server, admin);
  }

  /** Waits until neither the conditions nor what the proxies took has changed for a while. */
  private async settled(): Promise<void> {
    let before = '';
    let quietSince = Date.now();
    await until('Envoy Gateway to settle', this.controller.server, 60, async () => {
      const taken = await Promise.all(this.edges.map(async (e) => [...await e.proxy.stats('\\.update_(success|rejected)$')]));
      const now = JSON.stringify([await this.conditions(), taken]);
      if (now !== before) {
        before = now;
        quietSince = Date.now();
      }
      return Date.now() - quietSince > (now.includes('no status') || now.includes('Waiting for controller') ? 8000 : 800);
    });
  }
}
