import { DENIES_TCP } from '../../../validation/authorization-policy';
import type { Problem } from '../../../validation/problem';
import type { Item, ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isHttp, servicePortProtocol } from '../../../world/protocol';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import { gatewaysOf, servesHttp } from '../gateway/_served-ports';
import { inAmbient } from '../workload/_in-mesh';

const isPolicy = (item: Item): item is ItemOf<'AuthorizationPolicy'> => item.key === 'AuthorizationPolicy';
const REQUESTS = new Set(['HTTP', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB']);

/**
 * A DENY policy on HTTP attributes rejects all TCP traffic. This is information if every port that it applies to is known to be HTTP, and omitted
 * if it only selects gateways with HTTP listeners.
 */
export function denyOnTcp(world: World, item: Item, problems: readonly Problem[]): readonly Problem[] {
  if (!isPolicy(item) || !problems.some(deniesTcp)) return problems;
  if (atNodes(world, item)) return problems.filter((p) => !deniesTcp(p));
  if (!httpOnly(world, item)) return seesRequestsOnly(world, item) ? problems.filter((p) => !deniesTcp(p)) : problems;
  return problems.map((p) => (deniesTcp(p)
    ? { ...p, severity: 'info' as const, message: `${p.message}; all known ports that it applies to are HTTP`, fix: 'leave it unchanged, or add to.operation.ports in case a TCP port is added later' }
    : p));
}
const deniesTcp = (p: Problem): boolean => p.message === DENIES_TCP;

/** Whether only ztunnels enforce a policy: they ignore it, or enforce another part of it, which MESH671 reports. */
function atNodes(world: World, policy: ItemOf<'AuthorizationPolicy'>): boolean {
  if (policy.spec.targetRef || policy.spec.targetRefs?.length) return false;
  const pods = world.selected(policy.spec.selector?.matchLabels, policy.namespace);
  return pods.length > 0 && pods.every((p) => inAmbient(world, p));
}

function httpOnly(world: World, policy: ItemOf<'AuthorizationPolicy'>): boolean {
  const { targetRef, targetRefs = targetRef ? [targetRef] : [], selector } = policy.spec;
  if (targetRefs.length) {
    return targetRefs.every((ref) => {
      if (ref.kind === 'Gateway') {
        const gateway = world.find('KubeGateway', policy.namespace, ref.name ?? '');
        const listeners = gateway?.spec.listeners ?? [];
        return listeners.length > 0 && listeners.every((l) => l.protocol === 'HTTP' || (l.protocol === 'HTTPS' && l.tls?.mode !== 'Passthrough'));
      }
      const ports = ref.kind === 'Service' ? world.find('Service', policy.namespace, ref.name ?? '')?.spec.ports ?? [] : [];
      return ports.length > 0 && ports.every((p) => isHttp(servicePortProtocol(p)));
    });
  }
  const pods = world.selected(selector?.matchLabels, policy.namespace);
  return pods.length > 0 && pods.every((pod) => speaksHttp(world, pod));
}

function speaksHttp(world: World, pod: Pod): boolean {
  const gateways = gatewaysOf(world, pod);
  if (gateways.length) return gateways.every((g) => (g.spec.servers ?? []).every(servesHttp));
  const ports = servicesOf(world, pod).flatMap((s) => s.spec.ports ?? []);
  return ports.length > 0 && ports.every((p) => isHttp(servicePortProtocol(p)));
}

/** Whether the labels that a policy selects are those of gateways that have no TCP listeners. */
function seesRequestsOnly(world: World, policy: ItemOf<'AuthorizationPolicy'>): boolean {
  const labels = policy.spec.selector?.matchLabels;
  if (!labels) return false;
  const servers = [...world.all('Gateway')]
    .filter(({ spec: { selector } }) => selector && Object.keys(selector).length > 0 && Object.entries(selector).every(([name, value]) => labels[name] === value))
    .flatMap((g) => (g.spec.servers ?? []).map((s) => ({ protocol: s.port?.protocol ?? '', passes: /PASSTHROUGH/.test(s.tls?.mode ?? '') })));
  const listeners = [...world.all('KubeGateway')].filter((g) => g.namespace === policy.namespace).concat([...world.all('ListenerSet')] as any)
    .flatMap((g) => (g.spec.listeners ?? []).map((l) => ({ protocol: l.protocol ?? '', passes: false })));
  const all = [...servers, ...listeners];
  return all.length > 0 && all.every(({ protocol, passes }) => REQUESTS.has(protocol.toUpperCase()) && !passes);
}
