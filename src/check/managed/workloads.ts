import { managed, trafficDirector } from './facts';
import type { Check } from '../engine/check';
import type { Pod } from '../engine/pods';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { fleetOf } from '../fleet/facts';
import { inMesh } from '../workload/in-mesh';

/** Annotations of the mesh that a managed control plane minds; those that redirect traffic are not judged one by one. */
const MINDED = new Set([
  'inject.istio.io/templates', 'istio.io/dry-run', 'istio.io/rev', 'proxy.istio.io/config', 'proxy.istio.io/overrides', 'status.sidecar.istio.io/port',
  ...['agentLogLevel', 'enableCoreDump', 'inject', 'interceptionMode', 'logLevel', 'proxyCPU', 'proxyCPULimit', 'proxyImageType', 'proxyMemory', 'proxyMemoryLimit', 'status']
    .map((n) => `sidecar.istio.io/${n}`),
]);
const OURS = /^((sidecar|proxy|inject|status\.sidecar|readiness\.status\.sidecar)\.)?istio\.io\//;

/** Annotations of a pod that do nothing in a managed mesh. */
export const unmindedAnnotations = (pod: Pod): readonly string[] => Object.keys(pod.annotations).filter((a) => OURS.test(a) && !MINDED.has(a));

/** The place of a pod's annotations in its item. */
export const annotationsOf = (pod: Pod): string => `${pod.pointer.replace(/\/spec$/, '')}/metadata/annotations`;
const escaped = (key: string): string => key.replace(/~/g, '~0').replace(/\//g, '~1');

function* meshPods(world: World): Iterable<Pod> {
  for (const pod of world.pods(undefined)) if (inMesh(world, pod)) yield pod;
}

export const hostNetwork: Check = {
  code: 'MESH761',
  title: 'pod on the network of its node in a managed mesh',
  aliases: ['G-WL1'],
  severity: Severity.ERROR,
  explanation: 'Pods with `hostNetwork: true` get no proxy: it would redirect the traffic of the whole node.',
  run(world, report) {
    if (!managed(world)) return;
    for (const pod of meshPods(world)) {
      if (pod.spec.hostNetwork) {
        report(pod.item, {
          pointer: `${pod.pointer}/hostNetwork`,
          message: `pods of ${pod.item.kind} ${world.nameOf(pod.item)} are on the network of their node, where a managed mesh injects no proxy; services that ask for mutual TLS refuse them`,
          fix: 'leave hostNetwork out, or keep the pod out of the mesh: label sidecar.istio.io/inject: "false"',
        });
      }
    }
  },
};

export const unsupportedAnnotation: Check = {
  code: 'MESH762',
  title: 'annotation that a managed mesh does not mind',
  aliases: ['G-WL2'],
  severity: Severity.WARNING,
  explanation: 'A managed control plane minds a list of annotations; others do nothing, and keep a fleet from moving to Traffic Director.',
  run(world, report) {
    if (!managed(world)) return;
    for (const pod of meshPods(world)) {
      for (const annotation of unmindedAnnotations(pod)) {
        report(pod.item, {
          pointer: `${annotationsOf(pod)}/${escaped(annotation)}`,
          message: `a managed mesh does not mind the annotation ${annotation}`,
          fix: 'leave it out; proxy.istio.io/config takes some settings of a proxy',
        });
      }
    }
  },
};

export const sandbox: Check = {
  code: 'MESH763',
  title: 'GKE Sandbox in a fleet with a mesh',
  aliases: ['G-WL3'],
  severity: Severity.WARNING,
  explanation: 'A cluster with GKE Sandbox (gVisor) anywhere in a fleet keeps the fleet from Traffic Director, and sandboxed pods get no proxy.',
  run(world, report) {
    if (!managed(world) && fleetOf(world).members.length === 0) return;
    for (const pod of world.pods(undefined)) {
      if ((pod.spec as { runtimeClassName?: unknown }).runtimeClassName === 'gvisor') {
        report(pod.item, {
          pointer: `${pod.pointer}/runtimeClassName`,
          message: `pods of ${pod.item.kind} ${world.nameOf(pod.item)} run in GKE Sandbox, which the managed mesh of the fleet does not support`,
          fix: 'run it in a cluster outside the fleet, or without the sandbox',
        });
      }
    }
  },
};

export const furtherSidecars: Check = {
  code: 'MESH764',
  title: 'pod with sidecars of its own under a managed data plane',
  aliases: ['G-WL4'],
  severity: Severity.WARNING,
  explanation: 'The managed data plane upgrades a proxy by evicting its pod. It leaves pods alone that have sidecars of their own beside the proxy, so those keep old proxies.',
  run(world, report) {
    if (!managed(world)) return;
    for (const pod of meshPods(world)) {
      const wish = pod.annotations['mesh.cloud.google.com/proxy'] ?? world.namespace(pod.namespace)?.annotations['mesh.cloud.google.com/proxy'];
      const own = (pod.spec.containers ?? []).filter((c) => c.name !== 'istio-proxy');
      if (wish?.replace(/\s/g, '') === '{"managed":"true"}' && own.length > 1) {
        report(pod.item, {
          pointer: `${pod.pointer}/containers`,
          message: `the managed data plane upgrades no proxies in pods with several containers (${own.map((c) => c.name).join(', ')}), so those of ${world.nameOf(pod.item)} get old`,
          fix: 'restart it after upgrades, and annotate the pod mesh.cloud.google.com/proxy: \'{"managed":"false"}\' to say that it is meant so',
        });
      }
    }
  },
};

export const proxyImage: Check = {
  code: 'MESH765',
  title: 'proxy image on Traffic Director',
  aliases: ['G-WL5'],
  severity: Severity.ERROR,
  explanation: 'Proxies of a mesh on Traffic Director are always distroless.',
  run(world, report) {
    const serves = trafficDirector(world);
    if (!serves) return;
    for (const pod of meshPods(world)) {
      const type = pod.annotations['sidecar.istio.io/proxyImageType'];
      if (type !== undefined && type !== 'distroless') {
        report(pod.item, {
          severity: serves === 'serves' ? Severity.ERROR : Severity.WARNING,
          pointer: `${annotationsOf(pod)}/sidecar.istio.io~1proxyImageType`,
          message: `Traffic Director runs distroless proxies only, and ${pod.item.kind} ${world.nameOf(pod.item)} asks for '${type}'`,
          fix: 'leave the annotation out; kubectl debug attaches a shell',
        });
      }
    }
  },
};

export const workloadChecks = [hostNetwork, unsupportedAnnotation, sandbox, furtherSidecars, proxyImage];
