import { isMap, Values } from '../values/kinds';

/** A Kubernetes object as plain data. */
export type Manifest = Record<string, any>;

/** The inputs of rendering other than the values. */
export interface Release {
  /** The name of a gateway; otherwise only informational. */
  readonly name: string;
  /** The namespace of namespaced objects. */
  readonly namespace: string;
  /** Whether the objects already exist: fields that istiod itself has changed are then kept. */
  readonly upgrade: boolean;
}

/** Whether the charts' templates consider a value set: not false, zero, empty or absent. */
export function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** The value if it is set; otherwise undefined, which omits it from the output. */
export function ifSet<T>(value: T): T | undefined {
  return isSet(value) ? value : undefined;
}

/** A value as a string. */
export function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

/** A number if it is written as one: for fields that accept a number or a percentage. */
export function scalar(value: unknown): any {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : ifPresent(value);
}

function ifPresent(value: unknown): any {
  return value === null || value === '' ? undefined : value;
}

/** All values of a map as strings. */
export function texts(values: Values | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, text(value)]));
}

/** Requests and limits without removed (null) and zero ones. */
export function resources(values: Values | null | undefined): Values | undefined {
  const kept: Values = {};
  for (const key of ['limits', 'requests']) {
    const set = Object.entries(values?.[key] ?? {}).filter(([, value]) => isSet(value));
    if (set.length > 0) kept[key] = Object.fromEntries(set);
  }
  return ifSet(kept);
}

/** Environment variables from a map, by name. */
export function env(values: Values | null | undefined): Values[] {
  return Object.keys(values ?? {}).sort().map((name) => ({ name, value: text(values![name]) }));
}

/** An environment variable that Kubernetes fills from a field of the pod. */
export function fieldEnv(name: string, fieldPath: string, apiVersion?: string): Values {
  return { name, valueFrom: { fieldRef: { ...(apiVersion ? { apiVersion } : {}), fieldPath } } };
}

/** An environment variable that Kubernetes fills from a resource limit or request of the container. */
export function resourceEnv(name: string, resource: string): Values {
  return { name, valueFrom: { resourceFieldRef: { resource, divisor: '1' } } };
}

/** `registry/name:tag-variant`, or a full image as it is. */
export function image(name: unknown, fallback: string, hub: unknown, tag: unknown, variant: unknown): string {
  const named = text(name);
  if (named.includes('/')) return named;
  return `${text(hub)}/${named || fallback}:${text(tag)}${isSet(variant) ? `-${text(variant)}` : ''}`;
}

/** Removes undefined and null values recursively. */
export function tidy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(tidy) as T;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && v !== null).map(([k, v]) => [k, tidy(v)])) as T;
}

/** Labels that every object has. */
export function partOfIstio(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'istio' };
}

/** The part of a chart to install: everything, or only objects in (or not in) a namespace. */
export function coversCluster(scope: unknown): boolean {
  return scope === 'all' || scope === 'cluster';
}
export function coversNamespace(scope: unknown): boolean {
  return scope === 'all' || scope === 'namespace';
}
