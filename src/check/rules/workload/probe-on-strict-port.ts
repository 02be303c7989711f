import { inAmbient, inMesh } from './_in-mesh';
import { pastSidecar } from './_inbound-ports';
import { injectionMap, injectorValues } from './_injector';
import { podPlace } from './_pod-place';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { effective } from '../security/_mtls';
import { isGatewayPod } from '../security/_opaque-ports';

const REWRITE = 'sidecar.istio.io/rewriteAppHTTPProbers';
const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;

interface Probe { readonly probe: string; readonly how: 'httpGet' | 'grpc'; readonly port: number; readonly container: string }

/** The pod's spec as read: other checks don't read probes. */
function rawSpec(pod: Pod): any {
  let value: any = pod.item.object;
  for (const part of pod.pointer.split('/').slice(1)) value = value?.[part];
  return value;
}

function* probes(pod: Pod): Iterable<Probe> {
  const containers: any[] = Array.isArray(rawSpec(pod)?.containers) ? rawSpec(pod).containers : [];
  for (const container of containers) {
    if (typeof container !== 'object' || container === null || container.name === 'istio-proxy') continue;
    for (const probe of PROBES) {
      for (const how of ['httpGet', 'grpc'] as const) {
        const given: unknown = container[probe]?.[how]?.port;
        const named = typeof given === 'string' ? container.ports?.find?.((p: any) => p?.name === given)?.containerPort : undefined;
        const port: unknown = typeof given === 'string' ? named ?? Number(given) : given;
        if (typeof port === 'number' && Number.isInteger(port)) yield { probe, how, port, container: String(container.name) };
      }
    }
  }
}

/** Whether the injector leaves probes unchanged, according to its values. */
const leftByInjector = (world: World): boolean => {
  const map = injectionMap(world, '');
  const webhook = map && injectorValues(map)?.sidecarInjectorWebhook as { rewriteAppHTTPProbe?: unknown } | undefined;
  return webhook?.rewriteAppHTTPProbe === false;
};

export const probeOnStrictPort: Check = {
  code: 'MESH433',
  title: 'plaintext probe to a port that accepts mutual TLS only',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The kubelet sends probes without mutual TLS. The injector rewrites them into calls to the sidecar\'s agent, which forwards them to the application; with `sidecar.istio.io/rewriteAppHTTPProbers: "false"` they are not rewritten, '
    + 'and a port whose PeerAuthentication is STRICT refuses them: the pod never becomes ready, or is restarted repeatedly.',
  run(world, report) {
    if (!world.all('PeerAuthentication').length) return;
    const left = leftByInjector(world);
    for (const pod of world.pods(undefined)) {
      const own = pod.annotations[REWRITE];
      if (own === undefined ? !left : own !== 'false') continue;
      if (pod.made || pod.spec.hostNetwork || isGatewayPod(pod) || !inMesh(world, pod) || inAmbient(world, pod)) continue;
      for (const { probe, how, port, container } of probes(pod)) {
        const { mode, policy } = effective(world, pod, port);
        if (mode !== 'STRICT' || pastSidecar(pod, port)) continue;
        report(pod.item, {
          pointer: own === undefined ? pod.pointer : podPlace(pod, 'annotations', REWRITE),
          message: `${own === undefined ? 'the injector does not rewrite probes' : `${REWRITE} is "false"`}, so the kubelet calls ${probe} (${how}) of container ${container} on port ${port} in plaintext, but the port accepts mutual TLS only (STRICT): the probe fails, and the pod ${probe === 'readinessProbe' ? 'never becomes ready' : 'is restarted'}`,
          fix: `${own === undefined ? `annotate the pods ${REWRITE}: "true"` : 'remove the annotation'}, or accept plaintext on port ${port} (portLevelMtls: { ${port}: { mode: PERMISSIVE } } in a PeerAuthentication that selects the pods)`,
          related: policy ? [policy] : [],
        });
        break;
      }
    }
  },
};
