import { CASES } from './grid/cases';
import { SHOP } from './grid/objects';
import { expectWellWorded } from './wording';
import { checkManifests, checkWorlds } from '../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../src/check/registry';
import { World } from '../../src/world/world';

const run = (objects: readonly object[], world: object = {}, bare = false) => checkManifests(
  [...(bare ? [] : SHOP), ...objects].map((object) => ({ object, origin: {} })), { complete: true, ...world }, { checks: CHECKS, layers: LAYERS },
);

test('the shop itself has no findings', () => expect(run([]).filter((f) => f.severity !== 'info')).toEqual([]));

describe.each(CASES)('$code', ({ code, bad, good, world, bare, severity, pointers }) => {
  const documented = CHECKS.find((c) => c.code === code)?.severity;

  test('is reported for the wrong manifest, with a place, an effect and a fix', () => {
    const found = run(bad, world, bare).filter((f) => f.code === code);
    expect(found.length).toBeGreaterThan(0);
    for (const f of found) {
      expect(f.object.kind).not.toBe('');
      expectWellWorded(f);
    }
    expect(found.map((f) => f.severity)).toEqual(severity ?? found.map(() => documented));
    if (pointers) expect(found.map((f) => f.pointer)).toEqual(pointers);
  });

  test('is not reported for the corrected manifest', () => {
    const findings = run(good, world, bare);
    expect(findings.filter((f) => f.code === code)).toEqual([]);
    // the mistake is fixed, and the fix caused no other finding
    expect(findings.filter((f) => f.severity !== 'info').map((f) => `${f.code} ${f.message}`)).toEqual([]);
  });

  test('is not an error in an open world, where other objects may exist', () => {
    // only mistakes that do not depend on other objects may fail the synth of an app that does not define everything
    expect(run(good, { ...world, complete: false }, bare).filter((f) => f.code === code && f.severity === 'error')).toEqual([]);
  });
});

const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `MESH${from + i}`);
// of Google's files, whose cases are in google/
const GOOGLE = [...between(524, 539), ...between(544, 549), ...between(730, 733)];
const SAMENESS = [...between(735, 744), 'MESH748']; // in fleet/sameness-holes, google/facts, google/policy-target and google/second-policy

test('every check has a failing and a passing case', () => {
  const covered = new Set([...CASES.map((c) => c.code), ...GOOGLE, ...SAMENESS, 'MESH449', 'MESH766', 'MESH767', 'MESH901', 'MESH910', 'MESH935', 'MESH936', 'MESH937', 'MESH938', 'MESH939', 'MESH940', 'MESH954', 'MESH977', 'MESH978', 'MESH985', 'MESH986', 'MESH987']);
  // those of certificates, edges and machines (MESH57x) are in fleet/ and service/
  CHECKS.filter((c) => /^MESH57\d$/.test(c.code)).forEach((c) => covered.add(c.code));
  // those of several clusters, in fleet/clusters.test.ts
  ['MESH711', 'MESH712', 'MESH714', 'MESH715', 'MESH716'].forEach((code) => covered.add(code));
  // the rules of fleets and managed meshes (G-…, R-…, MESH766, MESH767, MESH910, MESH935 to MESH940, MESH954, MESH977, MESH978, MESH985 to MESH987) have a grid of their own, in fleet/, which sees to the same
  const elsewhere = (aliases: readonly string[]) => aliases.some((a) => /^[GR]-/.test(a));
  expect(CHECKS.filter((c) => !elsewhere(c.aliases)).map((c) => c.code).filter((c) => !covered.has(c))).toEqual([]);
});

test('MESH901: services that differ between clusters', () => {
  const service = (port: number) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' }, spec: { ports: [{ name: 'http', port }] } });
  const fleet = (...ports: number[]) => checkWorlds(
    ports.map((p, i) => new World([{ object: service(p), origin: {} }], { cluster: `c${i}`, complete: true })), { checks: CHECKS },
  ).map((f) => f.code);
  expect(fleet(80, 81)).toEqual(['MESH901']);
  expect(fleet(80, 80)).toEqual([]);
});

test('codes are unique, and each check is documented', () => {
  expect(new Set(CHECKS.map((c) => c.code)).size).toBe(CHECKS.length);
  for (const c of CHECKS) {
    expect(c.code).toMatch(/^MESH\d{3}$/);
    expect(c.explanation.length).toBeGreaterThan(20);
    expect(c.run ?? c.runFleet).toBeDefined();
  }
});
