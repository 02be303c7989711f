import { hasProxy } from './in-mesh';
import { injectionMap, injectorValues } from './injector';
import type { Check } from '../engine/check';
import type { ItemOf } from '../engine/item';
import type { World } from '../engine/world';
import { Severity } from '../finding';

const REV = 'istio.io/rev';
const MODE = 'istio.io/dataplane-mode';
const INJECTION = 'istio-injection';

/** Whether the injector takes in namespaces that don't ask. As in istioctl, the last injector that was looked at holds on. */
function* namespaces(world: World): Iterable<{ ns: ItemOf<'Namespace'>; byDefault: boolean }> {
  let byDefault = false;
  for (const ns of world.all('Namespace')) {
    if (ns.name === 'istio-system') continue;
    if (ns.labels[MODE] !== 'ambient') {
      const map = injectionMap(world, ns.labels[REV] ?? '');
      if (map) byDefault = injectorValues(map)?.sidecarInjectorWebhook?.enableNamespacesByDefault === true;
    }
    yield { ns, byDefault };
  }
}
const asks = (ns: ItemOf<'Namespace'>): boolean => !!ns.labels[INJECTION] || ns.labels[REV] !== undefined;

export const namespaceNotInjected: Check = {
  code: 'MESH505',
  title: 'namespace outside the mesh',
  aliases: ['IST0102'],
  severity: Severity.INFO,
  explanation: 'The namespace holds pods and has no label that asks for sidecars or ambient mode: the mesh\'s policies, routes and telemetry don\'t reach them. Fine when meant so; label it `istio-injection: disabled` to say so.',
  run(world, report) {
    if (world.options.role === 'management') return; // Config Connector's cluster has no mesh
    for (const { ns, byDefault } of namespaces(world)) {
      if (ns.labels[MODE] === 'ambient' || asks(ns) || byDefault) continue;
      // what people apply to the mesh themselves; system namespaces are not theirs
      if (ns.name.startsWith('kube-') || ns.name === 'local-path-storage') continue;
      report(ns, {
        pointer: '/metadata/labels',
        message: `namespace ${ns.name} is not in the mesh: its pods get no sidecar, policies and routes don't reach them`,
        fix: 'label it istio-injection: enabled (or istio.io/rev, or istio.io/dataplane-mode: ambient), or istio-injection: disabled to say that it is meant so',
      });
    }
  },
};

export const injectionByDefault: Check = {
  code: 'MESH508',
  title: 'namespace in the mesh by the installation\'s default',
  aliases: ['IST0148'],
  severity: Severity.INFO,
  explanation: 'The installation injects sidecars into namespaces that don\'t say otherwise (`enableNamespacesByDefault`).',
  run(world, report) {
    for (const { ns, byDefault } of namespaces(world)) {
      if (ns.labels[MODE] === 'ambient' || asks(ns) || !byDefault) continue;
      report(ns, {
        pointer: '/metadata/labels',
        message: `pods of ${ns.name} get sidecars by default of the installation, no label of the namespace says so`,
        fix: 'label it istio-injection: enabled, or disabled to keep it out',
      });
    }
  },
};

export const podMissingProxy: Check = {
  code: 'MESH506',
  title: 'pod without a sidecar in a namespace that injects them',
  aliases: ['IST0103'],
  severity: Severity.WARNING,
  explanation: 'The pod was made before injection was switched on, or while the injector was down: policies and routes don\'t reach it, and strict mutual TLS locks it out. Pod templates are injected when pods are made from them.',
  run(world, report) {
    const injecting = new Set<string>();
    for (const { ns, byDefault } of namespaces(world)) {
      if (ns.labels[MODE] !== 'ambient' && !(byDefault && !asks(ns)) && ns.labels[INJECTION] === 'enabled') injecting.add(ns.name);
    }
    for (const pod of world.pods(undefined)) {
      if (pod.template || !injecting.has(pod.namespace)) continue;
      const own = pod.labels['sidecar.istio.io/inject'] ?? pod.annotations['sidecar.istio.io/inject'] ?? '';
      if (own.toLowerCase() === 'false' || pod.spec.hostNetwork || hasProxy(pod)) continue;
      // a manifest of a pod that is yet to be made will be injected; one that has run will not
      const { status, metadata } = pod.item.object as { status?: unknown; metadata?: { uid?: unknown } };
      const made = (status ?? undefined) !== undefined || metadata?.uid !== undefined;
      report(pod.item, {
        pointer: '/spec/containers',
        severity: made || world.options.complete ? Severity.WARNING : Severity.INFO,
        message: `the pod has no sidecar, though namespace ${pod.namespace} injects them: policies and routes don't reach it`,
        fix: 'delete the pod so that it is made again, or label it sidecar.istio.io/inject: "false"',
      });
    }
  },
};

export const multipleInjectionLabels: Check = {
  code: 'MESH507',
  title: 'namespace with more than one injection label',
  aliases: ['IST0123'],
  severity: Severity.WARNING,
  explanation: '`istio-injection` wins over `istio.io/rev`, so a namespace with both stays on the default revision, and one with `dataplane-mode` besides is half in ambient mode.',
  run(world, report) {
    for (const ns of world.all('Namespace')) {
      if (ns.name === 'istio-system') continue;
      const injection = ns.labels[INJECTION];
      const labels = injection !== undefined ? [`${INJECTION}=${injection}`] : [];
      for (const key of [REV, MODE]) {
        if (ns.labels[key] !== undefined && (injection === undefined || injection === 'enabled')) labels.push(`${key}=${ns.labels[key]}`);
      }
      if (labels.length < 2) continue;
      report(ns, {
        pointer: '/metadata/labels',
        message: `${labels.join(' and ')} contradict each other: ${injection !== undefined ? 'istio-injection wins, and the pods stay on the default revision' : 'pods may get a sidecar and ambient redirection at once'}`,
        fix: 'keep one of them',
      });
    }
  },
};
