import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from './cluster';
import { containerOf } from './kubelet';
import { freePort } from '../addresses';
import { Manifest } from '../api-client';
import { Backend, Protocol } from '../backend';
import { Door } from '../client';
import { APP_OFFSET, pin } from '../lab-objects';
import { Running, until } from '../processes';
import { Proxy } from '../proxy';

/** For pods that run here: nothing is intercepted. */
export const NO_INTERCEPTION = { 'sidecar.istio.io/interceptionMode': 'NONE' };

/** The last version whose waypoints had strings of Envoy for what they know of a connection; later ones have a kind of string that Istio's build alone has. */
const BEFORE_OWN_STRINGS = '1.29.1';

/** What stands for an endpoint of the Services that select a pod. */
export function entryOf(pod: Manifest): Manifest {
  const { namespace, name, labels, annotations = {} } = pod.metadata;
  const captured = annotations['ambient.istio.io/redirection'];
  const own = pod.spec.containers.filter((c: any) => c.name !== 'istio-proxy').flatMap((c: any) => c.ports ?? []);
  const named = own.filter((p: any) => p.name).map((p: any) => [p.name, p.containerPort]);
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name, namespace, ...captured ? { annotations: { 'ambient.istio.io/redirection': captured } } : {} },
    spec: {
      address: pod.status.podIP,
      labels,
      serviceAccount: pod.spec.serviceAccountName,
      network: labels?.['topology.istio.io/network'],
      ...named.length > 0 ? { ports: Object.fromEntries(named) } : {},
    },
  };
}

/**
 * Binds a waypoint to its address, and takes out the filters of Istio's own build that tell statistics who calls.
 *
 * @param other in place of the second wildcard, which a waypoint has where the agent finds an address of IPv6
 */
function plain(namespace: string, pod: string, waypoint: string, address: string, other: string): Manifest {
  const at = { address: { socket_address: { address } }, additional_addresses: [{ address: { socket_address: { address: other, port_value: 15008 } } }] };
  const statistics = ['waypoint_downstream_peer_metadata', 'waypoint_upstream_peer_metadata'];
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: `pin-${pod}`, namespace },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: waypoint }],
      configPatches: [
        { applyTo: 'LISTENER', match: { listener: { name: 'connect_terminate' } }, patch: { operation: 'MERGE_AND_REPLACE_LIST', value: at } },
        ...statistics.map((name) => ({
          applyTo: 'HTTP_FILTER',
          match: { listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name } } } } },
          patch: { operation: 'REMOVE' },
        })),
      ],
    },
  };
}

/** A pod whose proxy runs, as pilot-agent runs it from the container's arguments, variables and volumes. */
export class ProxyPod {
  /**
   * Runs the proxy of a pod, and before a sidecar a program that listens where the pod's own ports are, as the Sidecars of the lab say.
   *
   * @param config the cluster whose configuration its istiod reads, where that is another one
   * @param speaks what the program speaks on its ports
   */
  public static async start(cluster: Cluster, pod: Manifest, ports: readonly number[] = [], config: Cluster = cluster, speaks: Protocol = 'http'): Promise<ProxyPod> {
    const { namespace, name, labels } = pod.metadata;
    const address = pod.status.podIP as string;
    const role = containerOf(pod, 'istio-proxy').args[1] as 'router' | 'sidecar' | 'waypoint';
    const outbound = role === 'sidecar' ? cluster.lab.addresses.next() : address;
    const entry = entryOf(pod);
    const bound = {
      router: () => pin(namespace!, name, { GATEWAY: address }),
      sidecar: () => pin(namespace!, name, { SIDECAR_OUTBOUND: outbound, SIDECAR_INBOUND: address }),
      waypoint: () => plain(namespace!, name, labels!['gateway.networking.k8s.io/gateway-name'], address, cluster.lab.addresses.next()),
    }[role]();
    await config.api.applyAll([bound]);

    const backend = new Backend(name, address);
    cluster.closers.push(() => backend.close());
    for (const port of ports) { await backend.listen(port + APP_OFFSET, speaks); }
    const admin = await freePort();
    const server = await cluster.run(pod, {
      container: 'istio-proxy',
      command: cluster.lab.parts.agent,
      image: (root) => {
        mkdirSync(join(root, 'var/lib/istio/envoy'), { recursive: true });
        const bootstrap = readFileSync(join(cluster.lab.parts.istioSource, 'tools/packaging/common/envoy_bootstrap.json'), 'utf8');
        writeFileSync(join(root, 'var/lib/istio/envoy/envoy_bootstrap_tmpl.json'), bootstrap.replaceAll('{{ .wildcard }}', address).replace('if .metadata_discovery', 'if false'));
      },
      env: (env) => ({
        ...env,
        ...role === 'waypoint' ? { ISTIO_META_ISTIO_VERSION: BEFORE_OWN_STRINGS } : {},
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
    await config.api.applyAll([entry]);
    const proxy = new Proxy({ role, name, namespace: namespace!, serviceAccount: pod.spec.serviceAccountName, labels: labels!, address, outbound }, server, admin);
    return new ProxyPod(cluster, config, pod, proxy, backend, server, entry, bound);
  }

  private constructor(
    private readonly cluster: Cluster, private readonly config: Cluster, public readonly pod: Manifest, public readonly proxy: Proxy,
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
    await this.config.api.delete(this.entry);
    await this.cluster.remove(this.pod, this.server);
    await this.config.api.delete(this.bound);
    await this.backend.close();
  }
}
