import { DATED, patchAllowed } from '../../../src/capability/dated-facts';
import { checkWorlds } from '../../../src/check/engine/run';
import { readiness } from '../../../src/check/readiness';
import { CHECKS } from '../../../src/check/registry';
import { World, type WorldOptions } from '../../../src/world/world';
import { expectWellWorded } from '../wording';

const world = (objects: readonly object[], options: WorldOptions = {}) => new World(objects.map((object) => ({ object, origin: {} })), { cluster: 'eu', role: 'member', ...options });
const found = (codes: string, objects: readonly object[], managed: WorldOptions['managed'], more: readonly object[] = []) => {
  const findings = checkWorlds([world(objects, { managed }), ...more.length ? [new World(more.map((object) => ({ object, origin: {} })), { cluster: 'management', role: 'management' })] : []], { checks: CHECKS }).filter((f) => new RegExp(`^(${codes})$`).test(f.code));
  findings.forEach(expectWellWorded);
  return findings.map((f) => `${f.severity} ${f.code} ${f.object.name} ${f.pointer}`);
};
const of = (apiVersion: string, kind: string, name: string, spec: object, namespace = 'istio-system') => ({ apiVersion, kind, metadata: { name, namespace }, spec });
const TD = (channel?: 'rapid' | 'regular' | 'stable') => ({ implementation: 'traffic-director' as const, ...(channel && { channel }) });

test('each fact has its date and its source', () => {
  for (const { what, since, source } of Object.values(DATED)) {
    expect(since).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(source).toMatch(/^https:\/\/cloud\.google\.com\//);
    expect(what.length).toBeGreaterThan(20);
  }
});

describe('trace sampling rates', () => {
  const telemetry = (name: string, spec: object = {}, namespace?: string) => of('telemetry.istio.io/v1', 'Telemetry', name, { tracing: [{ randomSamplingPercentage: 10 }], ...spec }, namespace);
  const AT = '/spec/tracing/0/randomSamplingPercentage';
  test.each<[string, object[], WorldOptions['managed'], string[]]>([
    ['in the rapid channel', [telemetry('a')], TD('rapid'), []],
    ['in the regular channel', [telemetry('a')], TD('regular'), [`error MESH793 a ${AT}`]],
    ['in the stable channel', [telemetry('a')], TD('stable'), [`error MESH793 a ${AT}`]],
    ['where nobody said the channel', [telemetry('a')], TD(), [`warning MESH793 a ${AT}`]],
    ['where a revision says the channel', [telemetry('a'), of('mesh.cloud.google.com/v1beta1', 'ControlPlaneRevision', 'asm-managed-rapid', { channel: 'rapid' })], TD(), []],
    ['on managed istiod', [telemetry('a', {}, 'shop')], { implementation: 'istiod' }, []],
    ['outside the root namespace', [telemetry('a'), telemetry('b', {}, 'shop')], TD('rapid'), [`warning MESH740 b ${AT}`]],
    ['for some pods', [telemetry('a', { selector: { matchLabels: { app: 'a' } } })], TD('rapid'), [`warning MESH740 a ${AT}`]],
    ['twice', [telemetry('a'), telemetry('b')], TD('rapid'), [`warning MESH740 b ${AT}`]],
    ['beside a Telemetry of logs', [telemetry('a'), of('telemetry.istio.io/v1', 'Telemetry', 'logs', { accessLogging: [{}] }, 'shop')], TD('rapid'), []],
  ])('%s', (_, objects, managed, expected) => expect(found('MESH793|MESH740', objects, managed)).toEqual(expected));
  test('depend on the channel that the cluster sets', () => {
    const cluster = (channel: string) => of('container.cnrm.cloud.google.com/v1beta1', 'ContainerCluster', 'eu', { releaseChannel: { channel } });
    expect(found('MESH793', [telemetry('a')], TD(), [cluster('RAPID')])).toEqual([]);
    expect(found('MESH793', [telemetry('a')], TD(), [cluster('STABLE')])).toEqual([`error MESH793 a ${AT}`]);
  });
  test('are checked before a migration, and don\'t block it', () => expect(readiness(world([telemetry('a')]), 'traffic-director').map((s) => s.blocking)).toEqual([false]));
});

describe('patches of an EnvoyFilter', () => {
  const patch = (type: string, more: any = {}) => ({
    applyTo: 'HTTP_FILTER',
    match: { listener: { filterChain: { filter: { subFilter: { name: 'envoy.filters.http.router' } } } } },
    patch: { operation: 'INSERT_BEFORE', value: { name: 'x', typed_config: { '@type': `type.googleapis.com/envoy.extensions.filters.http.${type}` } } },
    ...more,
  });
  const limit = patch('local_ratelimit.v3.LocalRateLimit');
  const typed = (type: string) => ({ ...limit, patch: { operation: 'INSERT_FIRST', value: { typed_config: { '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct', 'type_url': `type.googleapis.com/envoy.extensions.filters.http.${type}` } } } });
  test.each<[string, any, boolean]>([
    ['a local rate limit', limit, true], ['the same as a TypedStruct', typed('local_ratelimit.v3.LocalRateLimit'), true], ['gRPC-Web', patch('grpc_web.v3.GrpcWeb'), true], ['compression', patch('compressor.v3.Compressor'), true], ['Lua', patch('lua.v3.Lua'), true],
    ['a global rate limit', patch('ratelimit.v3.RateLimit'), false], ['WebAssembly', typed('wasm.v3.Wasm'), false], ['another place', { ...limit, patch: { ...limit.patch, operation: 'INSERT_AFTER' } }, false],
    ['before another filter', { ...limit, match: { listener: { filterChain: { filter: { subFilter: { name: 'envoy.filters.http.cors' } } } } } }, false], ['a cluster', { applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: {} } }, false], ['nothing', {}, false],
  ])('%s', (_, configPatch, allowed) => {
    expect(patchAllowed(configPatch)).toBe(allowed);
    const filter = [of('networking.istio.io/v1alpha3', 'EnvoyFilter', 'a', { configPatches: [limit, configPatch] }, 'shop')];
    const told = (severity: string) => (allowed ? [] : [`${severity} MESH789 a /spec/configPatches/1`]);
    expect(found('MESH789', filter, TD())).toEqual(told('error'));
    expect(found('MESH789', filter, {})).toEqual(told('warning'));
    expect(found('MESH789', filter, { implementation: 'istiod' })).toEqual(told('warning'));
    expect(found('MESH789', filter, undefined)).toEqual([]);
    expect(readiness(world(filter), 'traffic-director').map((s) => s.blocking)).toEqual(allowed ? [] : [true]);
    expect(readiness(world(filter), 'istiod').map((s) => s.blocking)).toEqual(allowed ? [] : [false]);
  });
});

describe('options of a managed mesh', () => {
  const options = (data: object) => [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'asm-options', namespace: 'istio-system' }, data }];
  test.each<[object, WorldOptions['managed'], string[]]>([
    [{ ASM_OPTS: 'CA=PRIVATECA;CAAddr=projects/p/locations/l/caPools/c:projects/p/locations/l/certificateTemplates/t' }, TD(), []],
    [{ multicluster_mode: 'connected', ip_auto_allocation: 'true' }, TD('rapid'), []],
    [{ ip_auto_allocation: 'true' }, TD(), []],
    [{ ip_auto_allocation: 'true' }, TD('stable'), ['/data/ip_auto_allocation']],
    [{ ip_auto_allocation: 'on' }, TD('rapid'), ['/data/ip_auto_allocation']],
    [{ ipAutoAllocation: 'true' }, TD('rapid'), ['/data/ipAutoAllocation']],
    [{ multicluster_mode: 'auto' }, TD(), ['/data/multicluster_mode']],
    [{ ASM_OPTS: 'CAAddr=projects/p/locations/l/caPools/c; CA=PRIVATECA' }, TD(), []],
    [{ ASM_OPTS: 'CA=MANAGEDCAS' }, TD(), []],
    [{ ASM_OPTS: 'CA=PRIVATECA' }, TD(), ['/data/ASM_OPTS']],
    [{ ASM_OPTS: 'CNI=on;CA=PRIVATECA;CAAddr=' }, TD(), ['/data/ASM_OPTS']],
    [{ ASM_OPTS: 'PRIVATECA' }, TD(), ['/data/ASM_OPTS']],
  ])('%j with %j', (data, managed, pointers) => expect(found('MESH741', options(data), managed)).toEqual(pointers.map((p) => `warning MESH741 asm-options ${p}`)));
});

test('an organization policy that excludes a mesh from Traffic Director', () => {
  const policy = (spec: object, name = 'x') => of('resourcemanager.cnrm.cloud.google.com/v1beta1', 'ResourceManagerPolicy', name, spec);
  const constraint = 'constraints/compute.disableInternetNetworkEndpointGroup';
  const told = (spec: object, managed: WorldOptions['managed'] = TD()) => found('MESH742', [], managed, [policy(spec)]);
  expect(told({ constraint, booleanPolicy: { enforced: true } })).toEqual(['error MESH742 x /spec/booleanPolicy/enforced']);
  expect(told({ constraint, booleanPolicy: { enforced: false } })).toEqual([]);
  expect(told({ constraint: 'constraints/compute.disableSerialPortAccess', booleanPolicy: { enforced: true } })).toEqual([]);
  expect(told({ constraint, booleanPolicy: { enforced: true } }, { implementation: 'istiod' })).toEqual([]);
});

test('a condition set by Google on an object blocks a migration', () => {
  const rule = (status: string, message?: string) => ({ ...of('networking.istio.io/v1', 'DestinationRule', 'a', { host: 'a' }), status: { conditions: [{ type: 'Reconciled', status: 'False' }, { type: 'ModernizationCompatible', status, reason: 'UnsupportedField', ...(message && { message }) }] } });
  const steps = (object: object, target: 'traffic-director' | 'istiod' = 'traffic-director') => readiness(world([object]), target).map((s) => [s.field, s.blocking, s.reason]);
  expect(steps(rule('False', 'field tunnel'))).toEqual([['/status/conditions/1', true, 'according to Google, Traffic Director does not support the object (ModernizationCompatible is False): field tunnel']]);
  expect(steps(rule('False'))[0][2]).toContain('UnsupportedField');
  expect(steps(rule('True'))).toEqual([]);
  expect(steps(rule('False'), 'istiod')).toEqual([]);
});
