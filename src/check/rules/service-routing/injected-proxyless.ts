import { INJECT, injectedHere, injectorConfig, isProxyless } from './_injector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { podPlace } from '../workload/_pod-place';

export const injectedProxyless: Check = {
  code: 'MESH747',
  title: 'pods that get an unwanted Envoy sidecar of service routing',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Google\'s sidecar injector for service routing injects all pods of namespaces labelled `istio-injection: enabled`, unless their annotation `sidecar.istio.io/inject` is "false"; it ignores the label of the same name. '
    + 'Requests of a proxyless gRPC application with an Envoy sidecar are routed twice, and its mutual TLS connections are redirected to the proxy.',
  run(world, report) {
    if (!injectorConfig(world)) return;
    for (const pod of world.pods(undefined)) {
      if (!injectedHere(world, pod)) continue;
      if (pod.labels[INJECT] === 'false') {
        report(pod.item, {
          pointer: podPlace(pod, 'labels', INJECT),
          message: `the injector of service routing does not read the label ${INJECT}: "false", so the pods get an Envoy`,
          fix: `add the annotation ${INJECT}: "false"`,
        });
      } else if (isProxyless(pod)) {
        report(pod.item, {
          pointer: `${pod.pointer}/initContainers`,
          message: 'the application has a gRPC bootstrap and needs no proxy, but its namespace is injected: its connections are redirected to an Envoy',
          fix: `add the annotation ${INJECT}: "false"`,
        });
      }
    }
  },
};
