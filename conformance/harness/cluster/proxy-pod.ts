import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from './cluster';
import { containerOf } from './kubelet';
import { freePort } from '../addresses';
import { Manifest } from '../api-client';
import { Backend } from '../backend';
import { Door } from '../client';
import { APP_OFFSET, pin } from '../lab-objects';
import { Running, until } from '../processes';
import { Proxy } from '../proxy';

/** For pods that run here: nothing is intercepted. */
export const NO_INTERCEPTION = { 'sidecar.istio.io/interceptionMode': 'NONE' };

/** A pod whose proxy runs, as pilot-agent runs it from the container's arguments, variables and volumes. */
export class ProxyPod {
  /** Runs the proxy of a pod, and before a sidecar a program that listens where the pod's own ports are, as the Sidecars of the lab say. */
  public static async start(cluster: Cluster, pod: Manifest, ports: readonly number[] = []): Promise<ProxyPod> {
    const { namespace, name, labels } = pod.metadata;
    const address = pod.status.podIP as string;
    const router = containerOf(pod, 'istio-proxy').args[1] === 'router';
    const outbound = router ? address : cluster.lab.addresses.next();
    const entry: Manifest = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadEntry',
      metadata: { name, namespace },
      spec: { address, labels, serviceAccount: pod.spec.serviceAccountName },
    };
    const bound = pin(namespace!, name, router ? { GATEWAY: address } : { SIDECAR_OUTBOUND: outbound, SIDECAR_INBOUND: address });
    await cluster.api.applyAll([bound]);

    const backend = new Backend(name, address);
    cluster.closers.push(() => backend.close());
    for (const port of ports) { await backend.listen(port + APP_OFFSET, 'http'); }
    const admin = await freePort();
    const server = await cluster.run(pod, {
      container: 'istio-proxy',
      command: cluster.lab.parts.agent,
      image: (root) => {
        mkdirSync(join(root, 'var/lib/istio/envoy'), { recursive: true });
        const bootstrap = readFileSync(join(cluster.lab.parts.istioSource, 'tools/packaging/common/envoy_bootstrap.json'), 'utf8');
        writeFileSync(join(root, 'var/lib/istio/envoy/envoy_bootstrap_tmpl.json'), bootstrap.replaceAll('{{ .wildcard }}', address));
      },
      env: (env) => ({
        ...env,
        HTTPS_PROXY: `http://127.0.0.1:${cluster.network.port}`,
        PROXY_CONFIG: JSON.stringify({
          ...JSON.parse(env.PROXY_CONFIG),
          binaryPath: cluster.lab.parts.envoy,
          proxyAdminPort: admin,
          statusPort: cluster.api.port,
          proxyStatsMatcher: { inclusionRegexps: ['.*'] },
        }),
      }),
    });
    await until(`the proxy ${name}`, server, 40, async () => (await fetch(`http://127.0.0.1:${admin}/ready`)).ok);
    await cluster.api.applyAll([entry]);
    const proxy = new Proxy({ role: router ? 'router' : 'sidecar', name, namespace: namespace!, serviceAccount: pod.spec.serviceAccountName, labels: labels!, address, outbound }, server, admin);
    return new ProxyPod(cluster, pod, proxy, backend, server, entry, bound);
  }

  private constructor(
    private readonly cluster: Cluster, public readonly pod: Manifest, public readonly proxy: Proxy,
    public readonly backend: Backend, private readonly server: Running,
    private readonly entry: Manifest, private readonly bound: Manifest,
  ) { }

  /** Where its own Envoy takes the calls of its program. */
  public calls(host: string, port: number): Door {
    return new Door(this.proxy.outbound, port, `${host}:${port}`);
  }

  /** A listener of a gateway. */
  public edge(port: number, host: string): Door {
    return new Door(this.proxy.address, port, host);
  }

  /** Ends it as a cluster does: it is no endpoint any more, and is told at the same time; it drains, and goes. */
  public async stop(): Promise<void> {
    await this.cluster.api.delete(this.entry);
    await this.cluster.remove(this.pod, this.server);
    await this.cluster.api.delete(this.bound);
    await this.backend.close();
  }
}
