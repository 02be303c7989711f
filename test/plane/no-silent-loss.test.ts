import * as fc from 'fast-check';
import { access, policy, rule } from './loss/arbitraries';
import { PLANES, service, type Growing } from './loss/fixture';
import { MeshFeature } from '../../src/capability/feature';
import { capability } from '../../src/capability/index';
import { unitUses } from '../../src/capability/uses/unit';
import type { Plane } from '../../src/plane/plane';

/** Everything that a plane writes for a service and its caller. */
function written(plane: Plane, change: (s: Growing) => void): string {
  const callee = service('reviews');
  change(callee);
  const caller = service('productpage');
  const call = { caller, identity: caller.identity, target: callee, methods: [], paths: [], ports: [], hosts: [] };
  caller.calls = [call];
  callee.callers = [call];
  return JSON.stringify([callee, caller].map((s) => plane.objects({ service: s }).map((slot) => [slot.kind, slot.name, slot.render()])));
}

/** Without a field a value may be none that a plane takes, which is no silent loss. */
function writtenOrRefused(plane: Plane, change: (s: Growing) => void): string {
  try {
    return written(plane, change);
  } catch (e) {
    return (e as Error).message;
  }
}

/** Whether a plane produces nothing for a value, and reports it. */
function refuses(plane: Plane, change: (s: Growing) => void): boolean {
  try {
    written(plane, change);
    return false;
  } catch (e) {
    return (e as Error).message.includes('shop/reviews');
  }
}

function asked(change: (s: Growing) => void): string[] {
  const s = service('reviews');
  change(s);
  return unitUses({ service: s }).map((u) => u.feature);
}

/** The losses that a plane reports for a service. */
function sentences(plane: Plane, change: (s: Growing) => void): readonly string[] {
  const s = service('reviews');
  change(s);
  return plane.losses({ service: s });
}

/** Parts of a value without which it would be no value of its type. */
const REQUIRED = new Set([
  'kind', 'value', 'by', 'name', 'durationMs', 'percentage', 'attempts', 'match', 'rewrite', 'origins', 'backend', 'backends', 'service', 'path#', 'priority', 'action', 'sources', 'operation', 'when',
  'httpStatus', 'grpcStatus', 'hosts', 'matches', 'algorithm', 'provider',
]);

/** Each way to leave one field out. */
function without(value: any, at: string = ''): Array<{ field: string; rest: any }> {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((v, i) => without(v, `${at}/${i}`).map(({ field, rest }) => ({ field, rest: value.map((old, j) => (i === j ? rest : old)) })));
  }
  return Object.keys(value).flatMap((key) => {
    if (key === 'service') {
      return [];
    }
    const field = `${at}/${key}`;
    const { [key]: inner, ...rest } = value;
    const required = REQUIRED.has(key) || (key === 'path' && typeof inner === 'string' && at === '') || (key === 'status' && at.endsWith('directResponse'));
    const deeper = without(inner, field).map((d) => ({ field: d.field, rest: { ...value, [key]: d.rest } }));
    return required || inner === undefined ? deeper : [{ field, rest }, ...deeper];
  });
}

/** Fails with the fields that a plane neither writes nor reports. */
function account<T>(value: T, put: (s: Growing, v: T) => void): void {
  const refused = new Set<string>();
  for (const { field, rest } of without(value)) {
    const features = asked((s) => put(s, value));
    asked((s) => put(s, rest)).forEach((f) => features.splice(features.indexOf(f), features.includes(f) ? 1 : 0));
    for (const [i, [name, plane, cell = (f: MeshFeature) => capability(f, name)]] of PLANES.entries()) {
      const levels = features.map((f) => cell(f as MeshFeature).level);
      const gone = sentences(plane, (s) => put(s, value)).some((l) => !sentences(plane, (s) => put(s, rest)).includes(l));
      // TLS that can't be said in full is refused in one sentence, and a cookie that is the proxy's own is told of with its name and path
      if (levels.includes('none') || (gone && field === '/tls') || (levels.includes('partial') && field === '/loadBalancer/hash')) {
        refused.add(`${i}${field}`);
      }
      if ((value as { action?: string }).action === 'deny' && sentences(plane, (s) => put(s, value)).some((l) => l.startsWith('access: '))) {
        continue; // refused with all that it says
      }
      if ((value as { action?: string }).action === 'custom' && cell(MeshFeature.ACCESS_CUSTOM).level === 'none') {
        continue; // so is this
      }
      // what is refused as a whole is refused with its parts
      const told = levels.some((l) => l !== 'full') || field.split('/').some((_, end, parts) => refused.has(`${i}${parts.slice(0, end).join('/')}`)) || gone;
      if (!told && !refuses(plane, (s) => put(s, value)) && written(plane, (s) => put(s, value)) === writtenOrRefused(plane, (s) => put(s, rest))) {
        throw new Error(`${name} loses ${field} of ${JSON.stringify(value)}`);
      }
    }
  }
}

const runs = { numRuns: Number(process.env.LOSS_RUNS ?? 40), seed: Number(process.env.LOSS_SEED ?? 8) };

test('every field of a rule is written, or reported', () => {
  fc.assert(fc.property(rule, (r) => account(r, (s, v) => { s.httpRules = [v]; })), runs);
});

test('every field of a traffic policy is written, or reported', () => {
  fc.assert(fc.property(policy, (p) => account(p, (s, v) => { s.policy = v; })), runs);
});

test('every field of a port\'s policy is written, or reported', () => {
  fc.assert(fc.property(policy.filter((p) => p.proxyProtocol === undefined), (p) => account(p, (s, v) => { s.portPolicies = new Map([[80, v]]); })), runs);
});

test('every field of an access rule is written, or reported', () => {
  fc.assert(fc.property(access, (a) => account(a, (s, v) => { s.access = [v]; })), runs);
});
