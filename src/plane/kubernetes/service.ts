import { compact, compactOrNone } from '../../grammar/json';
import { joined } from '../../model/object-name';
import type { PortModel, ServiceModel, WorkloadModel } from '../../model/service';
import { probeSpec } from '../../workload/probe';
import type { PodChange, Slot } from '../plane';

/** Port names that imply a protocol; others need an appProtocol. */
function saysProtocol(port: PortModel): boolean {
  return port.name === port.protocol || port.name.startsWith(`${port.protocol}-`);
}

/** The Kubernetes objects of a service that are the same on every plane, except for the plane's changes to pods: account, Service, Deployments. */
export function kubernetesSlots(s: ServiceModel, slots: Slot[], pod: PodChange = (template) => template, lateLabels?: Slot['lateLabels']): void {
  const app = labelsOf(s);
  if (s.ownsIdentity && s.identity) {
    const { serviceAccount, namespace } = s.identity;
    slots.push({ id: 'ServiceAccount', apiVersion: 'v1', kind: 'ServiceAccount', name: serviceAccount, namespace, labels: app, render: () => ({}) });
  }
  if (s.owned && s.kind === 'kubernetes' && s.ports.length > 0) {
    slots.push({
      id: 'Service',
      apiVersion: 'v1',
      kind: 'Service',
      name: s.name,
      namespace: s.namespace,
      labels: app,
      lateLabels,
      annotations: Object.keys(s.annotations).length > 0 ? s.annotations : undefined,
      render: () => ({ spec: serviceSpec(s) }),
    });
  }
  if (s.workload) {
    slots.push(deployment(s, s.name, s.selector, s.workload, pod));
  }
  for (const v of s.versions) {
    const name = joined(s.name, v.name);
    if (v.workload) {
      slots.push(deployment(s, name, { ...s.selector, ...v.labels }, v.workload, pod));
    }
  }
}

function labelsOf(s: ServiceModel): { readonly [name: string]: string } | undefined {
  return s.selector.app === undefined ? undefined : { app: s.selector.app };
}

/** The spec of a Kubernetes Service. */
export function serviceSpec(s: ServiceModel, selector: { readonly [name: string]: string } = s.selector): { [k: string]: unknown } {
  return compact({
    clusterIP: s.headless ? 'None' : undefined,
    ports: s.ports.map((p) => compact({
      name: p.name,
      port: p.port,
      targetPort: p.targetPort ?? p.port,
      protocol: p.protocol === 'udp' ? 'UDP' : undefined,
      appProtocol: saysProtocol(p) || p.protocol === 'udp' ? undefined : p.protocol,
    })),
    selector,
  });
}

function deployment(s: ServiceModel, name: string, labels: { readonly [name: string]: string }, w: WorkloadModel, pod: PodChange): Slot {
  return {
    id: `Deployment-${name}`,
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name,
    namespace: s.namespace,
    labels,
    render: () => ({
      spec: compact({
        replicas: w.replicas,
        selector: { matchLabels: labels },
        template: pod({
          metadata: { labels },
          spec: compact({
            serviceAccountName: s.identity?.serviceAccount,
            automountServiceAccountToken: w.automountToken ? undefined : false,
            containers: [container(s, w)],
          }),
        }),
      }),
    }),
  };
}

function container(s: ServiceModel, w: WorkloadModel): { [k: string]: unknown } {
  const probe = w.probe && probeSpec(w.probe);
  return compact({
    name: s.name,
    image: w.image,
    command: w.command,
    args: w.args,
    env: Object.entries(w.env).map(([name, value]) => ({ name, value })),
    ports: w.containerPorts.map((containerPort) => ({ containerPort })),
    resources: compactOrNone({ requests: w.requests && compact(w.requests), limits: w.limits && compact(w.limits) }),
    readinessProbe: probe,
    livenessProbe: probe,
    securityContext: securityContext(w),
  });
}

/** For the container, not the pod: containers added by others, such as proxies, have their own. */
function securityContext({ security, runAsUser }: WorkloadModel): { [k: string]: unknown } | undefined {
  return compactOrNone({
    runAsUser,
    ...security === 'unset' ? {} : { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } },
    ...security === 'restricted' ? { runAsNonRoot: true, capabilities: { drop: ['ALL'] } } : {},
  });
}
