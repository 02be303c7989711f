import { isObject } from '../../grammar/json';

/** The merge keys of a pod's lists in Kubernetes; other lists are replaced completely. */
const KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  schedulingGates: 'name',
  resourceClaims: 'name',
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
};

type Json = Record<string, any>;

/** Applies a strategic merge patch to a pod, as Kubernetes defines it. Neither argument is modified. */
export function mergePod(original: Json, patch: Json): Json {
  if ('$patch' in patch) {
    const { $patch: directive, ...rest } = patch;
    return directive === 'replace' ? rest : {};
  }
  const merged = { ...original };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) delete merged[key];
    else if (isObject(value)) merged[key] = mergePod(isObject(merged[key]) ? merged[key] : {}, value);
    else if (Array.isArray(value) && KEYS[key]) merged[key] = mergeLists(merged[key] ?? [], value, KEYS[key]);
    else merged[key] = value;
  }
  return merged;
}

/** Items in both lists are merged in place; new items of the patch come first. */
function mergeLists(original: readonly Json[], patch: readonly Json[], key: string): Json[] {
  const replaced = patch.some((item) => item.$patch === 'replace');
  const deleted = new Set(patch.filter((item) => item.$patch === 'delete').map((item) => item[key]));
  const coming = patch.filter((item) => !('$patch' in item));
  const there = replaced ? [] : original.filter((item) => !deleted.has(item[key]));
  const merged = new Map<unknown, Json>();
  for (const item of coming) merged.set(item[key], mergePod(merged.get(item[key]) ?? there.find((other) => other[key] === item[key]) ?? {}, item));

  const order = there.map((item) => item[key]);
  const patched = [...merged.values()];
  const left = there.filter((item) => !merged.has(item[key]));
  const result: Json[] = [];
  while (left.length > 0 || patched.length > 0) {
    const [theirs, ours] = [left[0], patched[0]];
    const before = theirs && (!ours || (order.includes(ours[key]) && order.indexOf(theirs[key]) < order.indexOf(ours[key])));
    result.push(before ? left.shift()! : patched.shift()!);
  }
  return result;
}
