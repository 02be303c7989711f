import { inMesh } from './_in-mesh';
import { MODE, requestsInjection, namespaces } from './_injection';
import { label } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The project in which Config Connector creates the resources of a namespace. */
const PROJECT = 'cnrm.cloud.google.com/project-id';

/** What the missing label means for the pods of a namespace, some of which may request a proxy themselves, as gateways do. */
function outside(world: World, namespace: string): string {
  const pods = world.pods(undefined, namespace);
  const left = pods.filter((p) => !inMesh(world, p));
  if (left.length === pods.length) return 'is not in the mesh: its pods get no sidecar, and policies and routes don\'t apply to them';
  if (left.length === 0) return 'has no label for the mesh: its known pods have or request a proxy themselves, but any other pod gets no sidecar';
  return `has no label for the mesh: ${label(left[0].item)} gets no sidecar, and policies and routes don't apply to it; other pods have or request a proxy themselves`;
}

export const namespaceNotInjected: Check = {
  code: 'MESH505',
  title: 'namespace outside the mesh',
  aliases: ['IST0102'],
  severity: Severity.INFO,
  explanation: 'The namespace contains pods and has no label for sidecars or ambient mode: the mesh\'s policies, routes and telemetry don\'t apply to them. If this is intended, label it `istio-injection: disabled` to confirm it.',
  run(world, report) {
    if (world.options.role === 'management') return; // Config Connector's cluster has no mesh
    for (const { ns, byDefault } of namespaces(world)) {
      if (ns.labels[MODE] === 'ambient' || requestsInjection(ns) || byDefault) continue;
      // only namespaces that people apply to the mesh; not system namespaces
      if (ns.name.startsWith('kube-') || ns.name === 'local-path-storage') continue;
      if ('linkerd.io/inject' in ns.annotations || 'linkerd.io/inject' in ns.labels) continue; // it is in another mesh
      // a namespace for Config Connector objects, which has no pods
      if (PROJECT in ns.annotations && world.pods(undefined, ns.name).length === 0) continue;
      report(ns, {
        pointer: '/metadata/labels',
        message: `namespace ${ns.name} ${outside(world, ns.name)}`,
        fix: 'label it istio-injection: enabled (or istio.io/rev, or istio.io/dataplane-mode: ambient), or istio-injection: disabled to confirm that this is intended',
      });
    }
  },
};
