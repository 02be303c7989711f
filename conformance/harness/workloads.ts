import { Manifest } from './api-client';
import { Protocol } from './backend';

/** Pods of a Deployment, as the lab stands for them. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly replicas: number;
  /** What it listens on: the target ports of the Services that select it. */
  readonly ports: readonly WorkloadPort[];
}

export interface WorkloadPort {
  readonly port: number;
  readonly name: string;
  /** As Istio names it: HTTP, GRPC, TCP … */
  readonly istio: string;
  readonly speaks: Protocol;
}

const SPEAKS: Readonly<Record<string, Protocol>> = {
  'http': 'http', 'http2': 'http2', 'grpc': 'http2', 'grpc-web': 'http2', 'kubernetes.io/h2c': 'http2', 'https': 'tls', 'tls': 'tls', 'tcp': 'tcp', 'mongo': 'tcp', 'redis': 'tcp', 'mysql': 'tcp',
};

/** What a port of a Service speaks, by its appProtocol or its name, as Istio reads it. */
export function protocolOf(port: { name?: string; appProtocol?: string }): string {
  const said = (port.appProtocol ?? port.name ?? 'tcp').toLowerCase();
  return Object.keys(SPEAKS).sort((a, b) => b.length - a.length).find((k) => said === k || said.startsWith(`${k}-`)) ?? 'tcp';
}

export function speaks(protocol: string): Protocol {
  return SPEAKS[protocol.toLowerCase()] ?? 'tcp';
}

export function matches(selector: Readonly<Record<string, string>> | undefined, labels: Readonly<Record<string, string>>): boolean {
  return selector !== undefined && Object.keys(selector).length > 0 && Object.entries(selector).every(([k, v]) => labels[k] === v);
}

/** The workloads that the objects make, and those that a case adds for pods that come from elsewhere. */
export function workloadsOf(objects: readonly Manifest[]): Workload[] {
  const services = objects.filter((o) => o.kind === 'Service');
  return objects.filter((o) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(o.kind)).map((o) => {
    const labels = o.spec.template.metadata?.labels ?? {};
    const namespace = o.metadata.namespace ?? 'default';
    const containers: any[] = o.spec.template.spec.containers;
    const ports = new Map<number, WorkloadPort>();
    for (const s of services.filter((x) => (x.metadata.namespace ?? 'default') === namespace && matches(x.spec.selector, labels))) {
      for (const p of s.spec.ports as any[]) {
        if (p.protocol === 'UDP') { continue; }
        const target = typeof p.targetPort === 'string' ? containers.flatMap((c) => c.ports ?? []).find((c: any) => c.name === p.targetPort)?.containerPort : p.targetPort ?? p.port;
        const protocol = protocolOf(p);
        ports.set(target, { port: target, name: p.name ?? protocol, istio: protocol.toUpperCase(), speaks: speaks(protocol) });
      }
    }
    return { name: o.metadata.name, namespace, labels, serviceAccount: o.spec.template.spec.serviceAccountName ?? 'default', replicas: o.spec.replicas ?? 1, ports: [...ports.values()] };
  });
}
