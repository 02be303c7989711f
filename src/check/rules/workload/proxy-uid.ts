import { isControlPlane } from './_in-mesh';
import type { PodSpec } from '../../../world/shapes/core';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const PROXY_UID = 1337;
const asProxy = (container: NonNullable<PodSpec['containers']>[number]): boolean => container.securityContext?.runAsUser === PROXY_UID;

export const proxyUid: Check = {
  code: 'MESH512',
  title: 'application that runs as the proxy\'s user',
  aliases: ['IST0144'],
  severity: Severity.WARNING,
  explanation: 'Traffic of user 1337 is treated as the proxy\'s own and bypasses the proxy: no mutual TLS, no policies, no routes.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      const { securityContext, containers = [] } = pod.spec;
      if (securityContext?.runAsUser !== PROXY_UID && !containers.some(asProxy)) continue;
      if (isControlPlane(pod.item)) continue;
      const onlyProxy = containers.length > 0 && containers.every((c) => c.name === 'istio-proxy' || c.name === 'istio-operator');
      // istioctl checks pods and Deployments
      const aliases = ['Pod', 'Deployment'].includes(pod.item.kind) ? undefined : [];
      const reportUid = (at: string) => report(pod.item, onlyProxy ? {
        pointer: at,
        aliases,
        severity: Severity.INFO,
        message: 'runAsUser 1337 is the proxy\'s user, and these pods contain only the proxy: that is correct for a gateway, although istioctl reports it',
        fix: 'leave it unchanged',
      } : {
        pointer: at,
        aliases,
        message: 'runAsUser 1337 is the proxy\'s user: the application\'s traffic bypasses the sidecar, without mutual TLS, policies and routes',
        fix: 'run the application as a different user',
      });
      if (securityContext?.runAsUser === PROXY_UID) {
        reportUid(`${pod.pointer}/securityContext/runAsUser`);
        continue;
      }
      const at = containers.findIndex((c) => c.name !== 'istio-proxy' && c.name !== 'istio-operator' && asProxy(c));
      if (at >= 0) reportUid(pod.pointer + pointer('containers', at, 'securityContext', 'runAsUser'));
    }
  },
};
