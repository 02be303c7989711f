import { checkManifests } from '../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../src/check/registry';

const ANNOTATION = 'cdk8s-mesh.dev/acknowledge';
/** The findings for a policy that selects nothing (MESH501), with the given annotations. */
const findings = (annotations: Record<string, string>, complete = true) => checkManifests([{
  object: {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'orphan', namespace: 'shop', annotations },
    spec: { hosts: ['nowhere.shop.svc.cluster.local'], http: [{ route: [{ destination: { host: 'nowhere.shop.svc.cluster.local' } }] }] },
  },
  origin: {},
}], { complete }, { checks: CHECKS, layers: LAYERS });
const codes = (annotations: Record<string, string>, complete = true) => findings(annotations, complete).map((f) => f.code);
const found = [...new Set(codes({}))];

test('an annotation with a code and a reason suppresses the finding, and is then not reported', () => {
  expect(found).toContain('MESH201');
  const left = codes({ [ANNOTATION]: found.map((c) => `${c}=the service comes later; see the plan`.split(';')[0]).join('; ') });
  expect(left).toEqual([]);
});

test('an annotation that suppresses nothing is reported: a warning if the objects are complete, else information', () => {
  const [idle] = findings({ [ANNOTATION]: 'MESH999=once needed' }).filter((f) => f.code === 'MESH005');
  expect(idle).toMatchObject({
    severity: 'warning',
    object: { kind: 'VirtualService', name: 'orphan' },
    pointer: '/metadata/annotations/cdk8s-mesh.dev~1acknowledge',
    message: expect.stringContaining('on VirtualService shop/orphan is not used: no check reports MESH999'),
    fix: expect.stringContaining('remove MESH999'),
  });
  expect(findings({ [ANNOTATION]: 'MESH999=once needed' }, false).filter((f) => f.code === 'MESH005')).toMatchObject([{ severity: 'info' }]);
});

test.each([
  ['MESH201', 'has MESH201 without a reason'],
  ['MESH201=', 'has MESH201 without a reason'],
  ['everything=noise', 'has "everything" instead of a code like MESH201'],
  ['  ', 'is empty'],
])('a malformed annotation, "%s", suppresses nothing and is reported', (value, why) => {
  const all = findings({ [ANNOTATION]: value });
  expect(all.map((f) => f.code)).toEqual(expect.arrayContaining(found));
  expect(all.filter((f) => f.code === 'MESH005')).toMatchObject([{ severity: 'warning', message: expect.stringContaining(why) }]);
});

test('annotations of other tools with a code that these checks never report are ignored', () => {
  expect(codes({ 'galley.istio.io/analyze-suppress': 'IST0109' })).toEqual(codes({}));
});
