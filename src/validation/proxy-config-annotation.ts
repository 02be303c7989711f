import { validateProxyConfig } from './mesh-config';
import { pointer, Problem } from './problem';
import { Fields, object } from './values';
import { readYaml } from '../grammar/yaml';

const NAME = 'proxy.istio.io/config';
const TEMPLATE = ['spec', 'template', 'metadata', 'annotations'];
const OWN = ['metadata', 'annotations'];

/** Where kinds have the annotations that proxies read, by API group. */
const PLACES: Readonly<Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>> = {
  '': { Pod: [OWN], PodTemplate: [['template', 'metadata', 'annotations']], ReplicationController: [TEMPLATE] },
  'apps': { Deployment: [TEMPLATE], StatefulSet: [TEMPLATE], DaemonSet: [TEMPLATE], ReplicaSet: [TEMPLATE] },
  'batch': { Job: [TEMPLATE], CronJob: [['spec', 'jobTemplate', ...TEMPLATE]] },
  'gateway.networking.k8s.io': { Gateway: [OWN, ['spec', 'infrastructure', 'annotations']] },
};

/** Whether objects of a kind may have a proxy configuration. */
export const carriesProxyConfig = (group: string, kind: string): boolean => Object.hasOwn(PLACES, group) && Object.hasOwn(PLACES[group], kind);

/** The proxy configuration of pods: no webhook checks it before a pod is injected. */
export function proxyConfigAnnotation(manifest: Fields, group: string, kind: string): Problem[] {
  return PLACES[group][kind].flatMap((path) => {
    const value = path.reduce<any>((at, key) => object(at)?.[key], manifest)?.[NAME];
    // istioctl checks the annotations of pods, not of templates
    return typeof value === 'string' ? problemsOf(value, pointer([...path, NAME]), kind === 'Pod' ? ['IST0125'] : []) : [];
  });
}

function problemsOf(value: string, at: string, aliases: string[]): Problem[] {
  const inside = (p: Problem): Problem => ({
    ...p,
    code: p.severity === 'error' ? 'MESH130' : p.code,
    pointer: at,
    message: `${NAME}: ${p.pointer ? `${p.pointer.slice(1).replace(/\//g, '.')}: ` : ''}${p.message}`,
    aliases: p.severity === 'error' ? aliases : [],
  });
  let config: unknown;
  try {
    config = readYaml(value) ?? {};
  } catch (error) {
    const why = (error as { reason?: string }).reason ?? (error as Error).message;
    return [{ code: 'MESH130', severity: 'error', pointer: at, message: `${NAME} is broken YAML (${why}): the injector refuses the pod`, fix: 'correct the YAML of the annotation', aliases }];
  }
  return validateProxyConfig(config).map(inside);
}
