import { type Entry, PLANES } from './fixture';
import type { MeshFeature } from '../../../src/capability/feature';
import { capability } from '../../../src/capability/index';
import { unitUses } from '../../../src/capability/uses/unit';
import { type Unit } from '../../../src/model/unit';
import type { Plane, Slot } from '../../../src/plane/plane';

type Path = readonly (string | number)[];

/** Other constructs, and words for people: no part of what is asked for. */
const APART = new Set(['service', 'mesh', 'gateway', 'namespaceModel', 'target', 'caller', 'identity', 'version', 'priority']);

/** Other values of fields that take a few words only. */
const WORDS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  kind: ['exact', 'prefix'],
  action: ['allow', 'deny'],
  clientAuth: ['none', 'required', 'optional'],
  minVersion: ['1.2', '1.3'],
  maxVersion: ['1.2', '1.3'],
  mtls: ['strict', 'permissive', 'disable'],
  outbound: ['registry-only', 'allow-any'],
  resolution: ['dns', 'static'],
  grpcStatus: ['UNAVAILABLE', 'ABORTED'],
  method: ['GET', 'PUT'],
  scheme: ['https', 'http'],
  http2: ['upgrade', 'as-client', 'never'],
  unmatchedPreflights: ['forward', 'ignore'],
  proxyProtocol: ['v1', 'v2'],
};
/** Words that choose what the rest of a value means: with another one it would be no value. */
const CHOOSING = new Set(['by', 'algorithm', 'protocol', 'issuerKind']);

/** Fields that say what the whole value is. */
const STANDING = ['issuer', 'action', 'resolution', 'protocol', 'redirectToHttps'];

/** Another value of the same type. */
function others(value: unknown, key: string | number, holder: unknown): readonly unknown[] {
  const words = WORDS[key];
  if (words) {
    // only comparisons are of a kind that may change alone
    return key === 'kind' && !['exact', 'prefix'].includes(String(value)) ? [] : words.filter((w) => w !== value);
  }
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + (String(key).endsWith('Ms') ? 1000 : 1)]; // some planes count in seconds
  if (typeof value !== 'string' || CHOOSING.has(String(key))) return [];
  if (Array.isArray(holder) && /^(GET|POST|5xx|reset|gateway-error|connect-failure|409)$/.test(value)) return [value === 'GET' ? 'PUT' : value === 'POST' ? 'GET' : '404'];
  const address = /^(\d+)(\..*)$/.exec(value);
  if (address) return [`${Number(address[1]) + 1}${address[2]}`];
  return [value.startsWith('*.') ? `*.z${value.slice(2)}` : value.startsWith('/') || value.includes('://') || value.includes('/') ? `${value}z` : `z${value}`];
}

function at(value: any, path: Path): any {
  return path.reduce((v, k) => v?.[k], value);
}
function put(value: any, path: Path, to: unknown): any {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, k === key ? put(v, rest, to) : v]));
  if (Array.isArray(value)) {
    return rest.length === 0 && to === undefined ? value.filter((_, i) => i !== key) : value.map((v, i) => (i === key ? put(v, rest, to) : v));
  }
  if (rest.length === 0 && to === undefined) {
    const { [key]: _, ...left } = value;
    return left;
  }
  return { ...value, [key]: put(value[key], rest, to) };
}

/** The places of a value, outer ones first. */
function places(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value).filter((k) => !APART.has(k) && !(k === 'path' && ('priority' in value || 'action' in value || path.length === 0)));
  return [path, ...keys.flatMap((k) => (at(value, [k]) === undefined ? [] : places(at(value, [k]), [...path, k])))];
}

/** The result of a plane for units: their objects, or the error, and the reported losses. */
function outcome(plane: Plane, units: readonly Unit[]): string {
  return JSON.stringify(units.map((unit) => {
    const losses = plane.losses(unit);
    try {
      return [losses, plane.objects(unit).map((slot) => [slot.kind, slot.name, slot.namespace, slot.labels, late(slot.lateLabels), slot.annotations, late(slot.lateAnnotations), slot.render()])];
    } catch (e) {
      return [losses, `${REFUSED}${(e as Error).message}`];
    }
  }));
}
/** Begins what a plane says when it makes nothing of a unit: what hides behind that is not silent. */
const REFUSED = 'refused: ';
const late = (values: Slot['lateLabels']) => Object.entries(values ?? {}).map(([name, value]) => [name, value()]);
const featuresOf = (units: readonly Unit[]): MeshFeature[] => units.flatMap((u) => unitUses(u).map((use) => use.feature));

export interface Count { fields: number; told: number; lost: string[] }

/**
 * Accounts for each field of a value: changing or removing it changes what a plane writes or reports, or the feature that it belongs to is not fully
 * supported by the plane. Returns how many fields were checked.
 * @param idle fields that need not matter, with the reason in the test
 *
 * @param idle fields that need not matter, with the reason in the test
 */
export function account<T>(value: T, units: (v: T) => readonly Unit[], idle: (field: string, plane: Entry, value: T) => boolean = () => false): Count {
  const count: Count = { fields: 0, told: 0, lost: [] };
  const all = places(value).slice(1);
  const asked = featuresOf(units(value));
  /** The features that are asked for no longer without a place. */
  const lostWithout = new Map<string, readonly MeshFeature[]>(all.map((path) => {
    const left = [...asked];
    try {
      for (const f of featuresOf(units(put(value, path, undefined)))) left.splice(left.indexOf(f), left.includes(f) ? 1 : 0);
    } catch {
      return [path.join('/'), []] as const; // needed: what it stands in tells
    }
    return [path.join('/'), left] as const;
  }));
  for (const entry of PLANES) {
    const [name, plane, cell = (f: MeshFeature) => capability(f, name)] = entry;
    const base = outcome(plane, units(value));
    const refused = base.includes(JSON.stringify(REFUSED).slice(0, -1));
    const lacks = (path: Path) => (lostWithout.get(path.join('/')) ?? []).some((f) => cell(f).level !== 'full');
    // by a field around it, or by the one that stands for the whole of what it is in
    const refusedAccess = units(value).some((u) => plane.losses(u).some((l) => l.startsWith('access: '))); // with all that it says
    const refusedTls = units(value).some((u) => plane.losses(u).some((l) => l.includes('its TLS settings can\'t be expressed'))); // with all that it says, too
    const told = (path: Path) => (refusedTls && path.includes('tls')) || (refusedAccess && path.some((_, i) => at(value, path.slice(0, i))?.action)) || path.some((_, i) => lacks(path.slice(0, i + 1)) || STANDING.some((mark) => lacks([...path.slice(0, i), mark])));
    for (const path of all) {
      const here = at(value, path);
      const key = path[path.length - 1];
      const choices = others(here, typeof key === 'number' ? path[path.length - 2] ?? key : key, at(value, path.slice(0, -1)));
      if (choices.length === 0 && typeof here !== 'object' && key !== 'algorithm') continue; // it chooses what the rest means
      const variations = [...choices, undefined];
      const same = variations.filter((v) => {
        try {
          return outcome(plane, units(put(value, path, v))) === base;
        } catch {
          return false; // without it, there is no model
        }
      });
      // leaving a field out may be what it says anyway; that another value changes nothing is the loss
      const lost = variations.length > 1 ? same.filter((v) => v !== undefined) : typeof here === 'object' ? [] : same;
      count.fields++;
      if (lost.length === 0) continue;
      if (refused || told(path)) count.told++;
      else if (!idle(path.join('/'), entry, value)) count.lost.push(`${name} makes the same of ${path.join('/')} = ${JSON.stringify(here)} and ${JSON.stringify(lost[0])} in ${show(value)}`);
    }
  }
  return count;
}
const show = (value: unknown): string => JSON.stringify(value, (k, v: unknown) => (APART.has(k) ? undefined : v instanceof Map ? Object.fromEntries(v) : v));
