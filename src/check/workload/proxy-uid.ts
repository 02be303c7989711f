import { isControlPlane } from './in-mesh';
import { pointer, type Check } from '../engine/check';
import { Severity } from '../finding';

const PROXY_UID = 1337;

export const proxyUid: Check = {
  code: 'MESH512',
  title: 'application that runs as the proxy\'s user',
  aliases: ['IST0144'],
  severity: Severity.WARNING,
  explanation: 'Traffic of user 1337 is taken for the proxy\'s own and passes it by: no mutual TLS, no policies, no routes.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      if (isControlPlane(pod.item)) continue;
      // istioctl knows pods and Deployments
      const aliases = ['Pod', 'Deployment'].includes(pod.item.kind) ? undefined : [];
      const say = (at: string) => report(pod.item, {
        pointer: at,
        aliases,
        message: 'runAsUser 1337 is the proxy\'s: the application\'s traffic bypasses the sidecar, without mutual TLS, policies and routes',
        fix: 'run the application as another user',
      });
      if (pod.spec.securityContext?.runAsUser === PROXY_UID) {
        say(`${pod.pointer}/securityContext/runAsUser`);
        continue;
      }
      const at = (pod.spec.containers ?? []).findIndex((c) => c.name !== 'istio-proxy' && c.name !== 'istio-operator' && c.securityContext?.runAsUser === PROXY_UID);
      if (at >= 0) say(pod.pointer + pointer('containers', at, 'securityContext', 'runAsUser'));
    }
  },
};
