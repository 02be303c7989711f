import { checkManifests } from '../../../src/check/engine/run';
import { CHECKS } from '../../../src/check/registry';
import { expectWellWorded } from '../wording';

const policy = (kind: string, name: string, targetRef: object, namespace = 'shop') => ({ apiVersion: 'networking.gke.io/v1', kind, metadata: { name, namespace }, spec: { default: { timeoutSec: 9 }, targetRef } });
const service = (name: string, group = '') => ({ group, kind: 'Service', name });
const imported = (name: string) => ({ group: 'net.gke.io', kind: 'ServiceImport', name });
const AT = '/spec/targetRef/name';

test.each<[string, object[], string[]]>([
  ['policies of different kinds', [policy('HealthCheckPolicy', 'a', service('web')), policy('GCPBackendPolicy', 'a', service('web'))], []],
  ['the Service and its import', [policy('HealthCheckPolicy', 'a', service('web')), policy('HealthCheckPolicy', 'b', imported('web'))], []],
  ['targets with similar names', [policy('HealthCheckPolicy', 'a', service('web')), policy('HealthCheckPolicy', 'b', service('web-2')), policy('HealthCheckPolicy', 'a', service('web'), 'shop2')], []],
  ['two for one Service, in both forms of its group', [policy('HealthCheckPolicy', 'b', service('web', 'core')), policy('HealthCheckPolicy', 'c', service('api')), policy('HealthCheckPolicy', 'a', service('web'))], [`warning HealthCheckPolicy/a ${AT}`]],
  ['three for one import', ['c', 'a', 'b'].map((name) => policy('GCPBackendPolicy', name, imported('web'))), ['a', 'b'].map((name) => `warning GCPBackendPolicy/${name} ${AT}`)],
  ['two for one Gateway', ['a', 'b'].map((name) => policy('GCPGatewayPolicy', name, { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' })), [`warning GCPGatewayPolicy/b ${AT}`]],
])('%s', (_, objects, expected) => {
  const findings = checkManifests(objects.map((object) => ({ object, origin: {} })), {}, { checks: CHECKS }).filter(({ code }) => code === 'MESH748');
  findings.forEach(expectWellWorded);
  expect(findings.map((f) => `${f.severity} ${f.object.kind}/${f.object.name} ${f.pointer}`)).toEqual(expected);
});

test('the message names the other policy and the target', () => {
  const findings = checkManifests(['first', 'second'].map((name) => ({ object: policy('HealthCheckPolicy', name, imported('web')), origin: {} })), {}, { checks: CHECKS });
  expect(findings.find(({ code }) => code === 'MESH748')?.message).toBe('HealthCheckPolicy first already applies to ServiceImport shop/web: only one of the two takes effect');
});
