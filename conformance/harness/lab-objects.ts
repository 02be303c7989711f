import { Manifest } from './api-client';
import { Workload, matches } from './workloads';

/** Behind an Envoy, the workload itself listens this much higher: both have the same address. */
export const APP_OFFSET = 10_000;

/** The port that a gateway's Service leads to: never one that only root may open. */
export function gatewayPort(port: number): number {
  return port < 1024 ? port + 8000 : port;
}

/** Binds the listeners of one proxy to loopback addresses of its own, in place of all addresses of the machine. */
export function pin(namespace: string, pod: string, addresses: Readonly<Record<string, string>>): Manifest {
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: `pin-${pod}`, namespace },
    spec: {
      workloadSelector: { labels: { 'conformance/pod': pod } },
      configPatches: Object.entries(addresses).map(([context, address]) => (
        { applyTo: 'LISTENER', match: { context }, patch: { operation: 'MERGE', value: { address: { socket_address: { address } } } } }
      )),
    },
  };
}

export interface External {
  readonly host: string;
  readonly address: string;
  readonly ports: readonly { readonly number: number; readonly protocol: string }[];
}

/**
 * The objects that must differ here, and only in this: without iptables a proxy opens inbound ports that a Sidecar names, and hosts
 * outside are played by backends in place of DNS.
 */
export function adapt(objects: readonly Manifest[], secured: readonly Workload[], address: () => string): { readonly objects: Manifest[]; readonly external: External[] } {
  const changed: Manifest[] = [];
  const external: External[] = [];
  const covered = new Set<Workload>();
  for (const s of objects.filter((o) => o.kind === 'Sidecar' && o.spec.workloadSelector?.labels)) {
    const those = secured.filter((w) => w.namespace === s.metadata.namespace && matches(s.spec.workloadSelector.labels, w.labels));
    for (const w of those) { covered.add(w); }
    const inbound = ingress(those);
    if (inbound.length > 0) { changed.push({ ...s, spec: { ...s.spec, ingress: inbound } }); }
  }
  for (const w of secured.filter((x) => !covered.has(x) && x.ports.length > 0)) {
    const all = objects.find((o) => o.kind === 'Sidecar' && o.metadata.namespace === w.namespace && !o.spec.workloadSelector);
    changed.push({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { name: `pod-${w.name}`, namespace: w.namespace },
      spec: { ...all?.spec, workloadSelector: { labels: w.labels }, ingress: ingress([w]) },
    });
  }
  for (const e of objects.filter((o) => o.kind === 'ServiceEntry' && o.spec.location === 'MESH_EXTERNAL')) {
    e.spec.hosts.forEach((host: string, i: number) => { // each host is somebody of its own, as DNS would tell
      const at = address();
      external.push({ host, address: at, ports: e.spec.ports.map((p: any) => ({ number: p.targetPort ?? p.number, protocol: p.protocol })) });
      const metadata = i === 0 ? e.metadata : { name: `${e.metadata.name}-lab-${i + 1}`, namespace: e.metadata.namespace };
      changed.push({ ...e, metadata, spec: { ...e.spec, hosts: [host], resolution: 'STATIC', endpoints: [{ address: at }] } });
    });
  }
  return { objects: changed, external };
}

function ingress(workloads: readonly Workload[]): object[] {
  const ports = new Map(workloads.flatMap((w) => w.ports).map((p) => [p.port, p]));
  return [...ports.values()].map((p) => ({ port: { number: p.port, name: p.name, protocol: p.istio }, defaultEndpoint: `0.0.0.0:${p.port + APP_OFFSET}` }));
}
