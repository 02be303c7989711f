import { hasProxy, injectSetting } from './_in-mesh';
import { INJECTION, MODE, requestsInjection, namespaces } from './_injection';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const podMissingProxy: Check = {
  code: 'MESH506',
  title: 'pod without a sidecar in a namespace that injects them',
  aliases: ['IST0103'],
  severity: Severity.WARNING,
  explanation: 'The pod was created before injection was enabled, or while the injector was down: policies and routes don\'t apply to it, and services with strict mutual TLS refuse it. Pod templates are injected when pods are created from them.',
  run(world, report) {
    const injecting = new Set<string>();
    for (const { ns, byDefault } of namespaces(world)) {
      if (ns.labels[MODE] !== 'ambient' && !(byDefault && !requestsInjection(ns)) && ns.labels[INJECTION] === 'enabled') injecting.add(ns.name);
    }
    for (const pod of world.pods(undefined)) {
      if (pod.template || !injecting.has(pod.namespace)) continue;
      const own = injectSetting(pod) ?? '';
      if (own.toLowerCase() === 'false' || pod.spec.hostNetwork || hasProxy(pod)) continue;
      // a pod manifest that is not applied yet will be injected; a pod that has run will not
      const { status, metadata } = pod.item.object as { status?: unknown; metadata?: { uid?: unknown } };
      const made = (status ?? undefined) !== undefined || metadata?.uid !== undefined;
      report(pod.item, {
        pointer: '/spec/containers',
        severity: made || world.options.complete ? Severity.WARNING : Severity.INFO,
        message: `the pod has no sidecar, although namespace ${pod.namespace} injects them: policies and routes don't apply to it`,
        fix: 'delete the pod so that its workload recreates it with a sidecar, or label it sidecar.istio.io/inject: "false"',
      });
    }
  },
};
