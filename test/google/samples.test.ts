import { compare, type Sample } from './samples/compare';
import { fleets } from './samples/fleet';
import { gatewayApi } from './samples/gateway-api';
import { inCluster } from './samples/in-cluster';
import { machines } from './samples/machines';
import { managedIstiod } from './samples/managed-istiod';
import { cloudRun, proxyless } from './samples/proxyless';
import { serviceRouting } from './samples/service-routing';
import { sidecarInjector } from './samples/sidecar-injector';
import { trafficDirector } from './samples/traffic-director';

/** The systems of Google for which the library generates configuration, each with Google's samples. */
const SYSTEMS: { readonly [system: string]: readonly Sample[] } = {
  'Istio in a GKE cluster': inCluster,
  'managed control plane: istiod': managedIstiod,
  'managed control plane: Traffic Director': trafficDirector,
  'service routing on GKE': [...serviceRouting, ...sidecarInjector],
  'machines': machines,
  'Cloud Run': cloudRun,
  'proxyless gRPC': proxyless,
  'Cloud Service Mesh by Gateway API': gatewayApi,
  'fleets': fleets,
};

describe.each(Object.entries(SYSTEMS))('%s', (_system, samples) => {
  test('has at least three samples', () => {
    expect(samples.length).toBeGreaterThanOrEqual(3);
  });

  test.each(samples.map((s) => [s.source, s] as const))('%s', (_source, sample) => {
    const { unexplained, unused, same } = compare(sample);
    expect({ unexplained, unused }).toEqual({ unexplained: [], unused: [] });
    expect(same).toBeGreaterThan(0);
  });
});

test('the comparison finds a changed field, a missing object, an extra object and an unused reason', () => {
  const sample: Sample = {
    source: 'here',
    ours: () => [
      { kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ name: 'http', port: 80 }, { name: 'grpc', port: 90 }], selector: { app: 'a' } } },
      { kind: 'ConfigMap', metadata: { name: 'c' } },
    ],
    says: { 'Service a': { 'spec.ports': [{ name: 'grpc', port: 90 }, { name: 'http', port: 81 }], 'spec.type': 'ClusterIP' }, 'Gateway theirs = ours': {} },
    differs: { 'Service spec.type': 'the default', 'Service spec.nothing': 'never' },
  };
  expect(compare(sample)).toEqual({
    same: 3,
    unexplained: [
      'Service a spec.ports[http].port: the sample has 81, ours 80',
      'Service a spec.selector.app: the sample has nothing, ours "a"',
      'Gateway ours is missing',
      'ConfigMap c is ours alone',
    ],
    unused: ['Service spec.nothing'],
  });
});
