import { exported, isHome } from './_rules';
import { tlsSettings } from './_tls-settings';
import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { matches } from '../../../world/selector';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inAmbient, inMesh } from '../workload/_in-mesh';

type Rule = ItemOf<'DestinationRule'>;
type Json = Record<string, any>;
const FIELDS = ['clientCertificate', 'privateKey', 'caCertificates'] as const;
/** Folders that the proxy's image or the injector provides. */
const PROVIDED = ['/etc/ssl/', '/etc/certs/', '/var/run/secrets/', '/var/lib/istio/', '/etc/istio/', '/usr/'];

interface File { readonly path: string; readonly at: string }
/** Files by path in the TLS settings of a rule. */
const files = (rule: Rule): File[] => [...tlsSettings(rule)].flatMap(({ tls, at }) => FIELDS.flatMap((field) => {
  const path = tls[field];
  return path?.startsWith('/') && !PROVIDED.some((p) => path.startsWith(p)) ? [{ path, at: `${at}/${field}` }] : [];
}));

/** All `mountPath`s in a value. */
function mounts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) => (key === 'mountPath' && typeof v === 'string' ? [v] : mounts(v)));
}

/** Whether the proxy of a pod has a folder, as far as the pod shows; true if custom templates create it. */
function has(pod: Pod, path: string): boolean {
  const within = (mount: string) => path === mount || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
  if (pod.made || !['sidecar', 'gateway', undefined].includes(pod.annotations['inject.istio.io/templates'])) return true;
  const said = pod.annotations['sidecar.istio.io/userVolumeMount'] ?? pod.annotations['sidecar.istio.io/userVolumeMounts'];
  if (said !== undefined) {
    try {
      if (mounts(JSON.parse(said)).some(within)) return true;
    } catch {
      return true; // malformed: reported elsewhere
    }
  }
  const containers = [...pod.spec.containers ?? [], ...pod.spec.initContainers ?? []].filter((c) => c.name === 'istio-proxy' || (pod.annotations['inject.istio.io/templates'] === 'gateway' && pod.spec.containers?.length === 1));
  return containers.some((c) => mounts((c as Json).volumeMounts).some(within));
}

/** Pods with a proxy that a rule applies to. */
function clients(world: World, rule: Rule, host: string): readonly Pod[] {
  const scopes = exported(world, rule);
  const everywhere = isHome(world, host, rule.namespace) || rule.namespace === world.mesh.rootNamespace;
  const reads = (p: Pod) => (p.namespace === rule.namespace || (everywhere && (scopes.includes('*') || scopes.includes(p.namespace))));
  const selector = rule.spec.workloadSelector?.matchLabels;
  return world.pods(undefined).filter((p) => inMesh(world, p) && !inAmbient(world, p) && (selector ? p.namespace === rule.namespace && matches(selector, p.labels) : reads(p)));
}

/** Which of the pods that a rule applies to do not mount a folder. */
function missing(pods: readonly Pod[], without: readonly Pod[], folder: string): string {
  const [{ item, namespace, name }] = without;
  const first = `${item.kind} ${namespace}/${name}`;
  if (pods.length === 1) return `${first}, the only workload that this rule applies to, does not mount ${folder}`;
  if (without.length === pods.length) return `none of the ${pods.length} workloads that this rule applies to mounts ${folder}`;
  return `${without.length} of the ${pods.length} workloads that this rule applies to, like ${first}, ${without.length > 1 ? 'do' : 'does'} not mount ${folder}`;
}

export const clientFiles: Check = {
  code: 'MESH321',
  title: 'certificate files that client proxies do not have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Paths in the TLS settings of a DestinationRule are files in the container of the client\'s proxy. A sidecar has only the files that the injector and the annotations `sidecar.istio.io/userVolume` and `sidecar.istio.io/userVolumeMount` mount: '
    + 'without the files the proxy never marks the endpoint ready, and every call fails (503 `UF`).',
  run(world, report) {
    for (const rule of world.all('DestinationRule')) {
      const [file] = files(rule);
      if (!file) continue;
      const pods = clients(world, rule, world.registry.resolve(rule.spec.host ?? '', rule.namespace));
      const without = pods.filter((p) => !has(p, file.path));
      if (!without.length) continue;
      const folder = file.path.slice(0, file.path.lastIndexOf('/')) || '/';
      const selected = rule.spec.workloadSelector?.matchLabels;
      report(rule, {
        pointer: file.at,
        severity: world.closed(rule.namespace) ? Severity.WARNING : Severity.INFO,
        message: `${file.path} is a file of the client's proxy, and ${missing(pods, without, folder)}: calls to ${rule.spec.host ?? ''} fail${without.length < pods.length ? ' there' : ''}`,
        fix: `mount the files in the proxies (annotations sidecar.istio.io/userVolume and sidecar.istio.io/userVolumeMount with mountPath: ${folder})${selected ? '' : ', and limit the rule to those pods with workloadSelector'}, or call through an egress gateway with credentialName`,
        related: [without[0].item],
      });
    }
  },
};
