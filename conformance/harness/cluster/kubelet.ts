import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { ApiClient, Manifest } from '../api-client';

/** A container of a pod, by name: also one that runs beside the others though it is listed with those that run first. */
export function containerOf(pod: Manifest, name: string): any {
  const all = [...pod.spec.initContainers ?? [], ...pod.spec.containers];
  const found = all.find((c: any) => c.name === name);
  if (!found) { throw new Error(`pod ${pod.metadata.name} has no container ${name}; it has: ${all.map((c: any) => c.name).join(', ')}`); }
  return found;
}

/** The variables of a container, as a kubelet makes them. */
export async function environment(api: ApiClient, pod: Manifest, container: any): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const source of container.envFrom ?? []) {
    const ref = source.configMapRef;
    const map = ref && await api.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: ref.name, namespace: pod.metadata.namespace } });
    if (!map) { throw new Error(`the lab can't make variables from ${JSON.stringify(source)}`); }
    Object.assign(env, map.data);
  }
  for (const e of container.env ?? []) {
    env[e.name] = e.valueFrom ? variable(pod, container, e) : expand(e.value ?? '', env);
  }
  return env;
}

/** Arguments with their variables. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([A-Za-z_][\w.-]*)\)/g, (all, name) => all === '$$' ? '$' : env[name] ?? all);
}

/** Lays the files of the container's volumes beneath a folder that stands for its root. */
export async function mount(api: ApiClient, pod: Manifest, container: any, root: string): Promise<void> {
  for (const m of container.volumeMounts ?? []) {
    const volume = (pod.spec.volumes ?? []).find((v: any) => v.name === m.name);
    if (!volume) { throw new Error(`pod ${pod.metadata.name} has no volume ${m.name}`); }
    const at = join(root, m.mountPath);
    mkdirSync(at, { recursive: true });
    for (const [path, content] of await filesOf(api, pod, volume)) {
      mkdirSync(dirname(join(at, path)), { recursive: true });
      writeFileSync(join(at, path), content, { mode: 0o600 });
    }
  }
}

type File = readonly [path: string, content: string | Buffer];

async function filesOf(api: ApiClient, pod: Manifest, volume: any): Promise<File[]> {
  if (volume.emptyDir) { return []; }
  if (volume.configMap) { return keys(api, pod, 'ConfigMap', volume.configMap.name, volume.configMap); }
  if (volume.secret) { return keys(api, pod, 'Secret', volume.secret.secretName, volume.secret); }
  if (volume.downwardAPI) { return volume.downwardAPI.items.map((i: any): File => [i.path, fieldOf(pod, i.fieldRef.fieldPath)]); }
  if (!volume.projected) { throw new Error(`the lab can't mount ${JSON.stringify(volume)}`); }
  const each = await Promise.all(volume.projected.sources.map(async (source: any): Promise<File[]> => {
    const token = source.serviceAccountToken;
    if (token) { return [[token.path, await api.serviceAccountToken(pod.metadata.namespace!, pod.spec.serviceAccountName, token.audience)]]; }
    const [kind, ref] = source.configMap ? ['ConfigMap', source.configMap] : ['Secret', source.secret];
    return source.downwardAPI ? filesOf(api, pod, source) : keys(api, pod, kind, ref.name, ref);
  }));
  return each.flat();
}

async function keys(api: ApiClient, pod: Manifest, kind: string, name: string, ref: any): Promise<File[]> {
  const found = await api.get({ apiVersion: 'v1', kind, metadata: { name, namespace: pod.metadata.namespace } });
  if (!found && !ref.optional) { throw new Error(`pod ${pod.metadata.name} waits for ${kind} ${name}`); }
  const all = Object.entries((found?.data ?? {}) as Record<string, string>).map(([key, value]): File => [key, kind === 'Secret' ? Buffer.from(value, 'base64') : value]);
  return ref.items ? ref.items.map((i: any): File => [i.path, all.find(([key]) => key === i.key)![1]]) : all;
}

function variable(pod: Manifest, container: any, e: any): string {
  const { fieldRef, resourceFieldRef } = e.valueFrom;
  if (fieldRef) { return fieldOf(pod, fieldRef.fieldPath); }
  if (resourceFieldRef) { return resourceOf(container, resourceFieldRef.resource); }
  throw new Error(`the lab can't make the variable ${JSON.stringify(e)}`);
}

function fieldOf(pod: Manifest, path: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map) { return pod.metadata[map]?.[key] ?? ''; }
  if (path === 'status.hostIP') { return '127.0.0.1'; }
  const value = path.split('.').reduce<any>((from, step) => from?.[step], pod);
  return typeof value === 'object' ? Object.entries(value).map(([k, v]) => `${k}=${JSON.stringify(v)}\n`).join('') : String(value ?? '');
}

/** A limit, rounded up; that of the machine where there is none. */
function resourceOf(container: any, resource: string): string {
  const limit = container.resources?.limits?.[resource.replace('limits.', '')] as string | undefined;
  const [, amount, unit = ''] = /^([\d.]+)(m|[KMG]i?)?$/.exec(limit ?? String(resource === 'limits.cpu' ? availableParallelism() : totalmem()))!;
  const scale: Record<string, number> = { '': 1, 'm': 0.001, 'K': 1e3, 'M': 1e6, 'G': 1e9, 'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30 };
  return String(Math.ceil(Number(amount) * scale[unit]));
}
