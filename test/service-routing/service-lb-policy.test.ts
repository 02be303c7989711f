import { Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { CertificateAuthority, ControlPlane, EndpointGroup, GoogleProject, Mesh, MeshApp, MeshService, MutualTls, RegionIsolation, ServiceLbAlgorithm, ServiceLbPolicy, type ServiceLbPolicyProps, ServicePort } from '../../src';
import { crdManifests } from '../../src/crd/crds';
import { CrdSet } from '../../src/crd/sets';
import { aMesh } from '../fixture';

function routed() {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '482913370156'), zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.elsewhere() }) });
  const chart = new Chart(app, 'web', { namespace: 'web' });
  mesh.enroll(chart);
  return { app, chart, cart: new MeshService(chart, 'cart', { ports: [ServicePort.http(80), ServicePort.grpc(81)] }) };
}

describe('a service load-balancing policy', () => {
  test('is a file for gcloud, with the commands that apply it', () => {
    const { app, chart, cart } = routed();
    const policy = new ServiceLbPolicy(chart, 'nearby', { algorithm: ServiceLbAlgorithm.WATERFALL_BY_ZONE, autoCapacityDrain: true, failoverHealthThreshold: 70, description: 'zones first' });
    policy.applyTo(cart);
    expect(load(policy.toText())).toEqual({
      name: 'projects/shop-prod/locations/global/serviceLbPolicies/nearby',
      description: 'zones first',
      loadBalancingAlgorithm: 'WATERFALL_BY_ZONE',
      autoCapacityDrain: { enable: true },
      failoverConfig: { failoverHealthThreshold: 70 },
    });
    expect(policy.commands('nearby.yaml')).toEqual([
      'gcloud network-services service-lb-policies import nearby --source=nearby.yaml --location=global --project=shop-prod',
      'gcloud compute backend-services update web-cart-80 --service-lb-policy=nearby --global --project=shop-prod',
      'gcloud compute backend-services update web-cart-81 --service-lb-policy=nearby --global --project=shop-prod',
    ]);
    expect(policy.backendServices).toEqual(app.charts.flatMap((c) => c.toJson()).filter((o) => o.kind === 'ComputeBackendService').map((o) => o.metadata.name));
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('needs beta commands for isolation', () => {
    const { chart, cart } = routed();
    const policy = new ServiceLbPolicy(chart, 'home', { policyName: 'at-home', isolation: RegionIsolation.STRICT });
    policy.applyTo(cart);
    expect(policy.toJson().isolationConfig).toEqual({ isolationGranularity: 'REGION', isolationMode: 'STRICT' });
    expect(policy.commands('f')[0]).toBe('gcloud beta network-services service-lb-policies import at-home --source=f --location=global --project=shop-prod');
  });

  test('can apply to some versions of a service, as Cloud Run and regional groups do not support it', () => {
    const { app, chart, cart } = routed();
    const [pods, run, machines] = ['gke', 'run', 'vm'].map((name) => cart.addVersion(name, name === 'gke' ? { image: 'cart:1' } : {}));
    run.addEndpointGroups(EndpointGroup.cloudRun({ service: 'cart', region: 'europe-west1' }));
    machines.addEndpointGroups(EndpointGroup.instanceGroup({ name: 'old', location: 'europe-west1', portName: 'http', plainText: true }));
    cart.split(pods.weight(1), run.weight(1), machines.weight(1));
    const policy = new ServiceLbPolicy(chart, 'nearby', { autoCapacityDrain: true });
    policy.applyTo(cart, pods);
    expect(policy.backendServices).toEqual(['web-cart-gke-80', 'web-cart-gke-81']);
    expect(() => app.synthYaml()).not.toThrow();
    new ServiceLbPolicy(chart, 'zoned', { algorithm: ServiceLbAlgorithm.SPRAY_TO_REGION }).applyTo(cart);
    expect(() => app.synthYaml()).toThrow(/'web\/zoned' can't apply to version 'web\/cart\/run': its endpoints are in Cloud Run/);
    expect(() => app.synthYaml()).toThrow(/'web\/zoned' can't apply to version 'web\/cart\/vm': instance group 'old' is regional/);
    expect(() => app.synthYaml()).toThrow(/'web\/zoned' applies to version 'web\/cart\/gke', which already has policy 'web\/nearby', and a backend service has only one/);
  });

  test.each<[string, ServiceLbPolicyProps, RegExp]>([
    ['nothing', { description: 'nothing' }, /'web\/p' sets nothing; set algorithm/],
    ['a threshold of all', { failoverHealthThreshold: 100 }, /the failoverHealthThreshold of service load-balancing policy 'web\/p' must be a percentage from 1 to 99, got: 100/],
    ['a threshold of none', { failoverHealthThreshold: 0 }, /failoverHealthThreshold/],
    ['the world in one region', { algorithm: ServiceLbAlgorithm.SPRAY_TO_WORLD, isolation: RegionIsolation.NEAREST }, /SPRAY_TO_WORLD.*keeps them in one \(NEAREST\)/],
    ['a novel', { autoCapacityDrain: true, description: 'x'.repeat(1025) }, /the description of service load-balancing policy 'web\/p' must have at most 1024 characters, got: 1025/],
  ])('refuses %s', (_, props, says) => {
    expect(() => new ServiceLbPolicy(routed().chart, 'p', props)).toThrow(says);
  });

  test('is refused if it applies to nothing', () => {
    expect(() => new ServiceLbPolicy(aMesh().chart, 'p', { autoCapacityDrain: true })).toThrow(/is supported only with Google's service routing, and the mesh's plane is 'istio'; use ControlPlane.serviceRouting\(\)/);
    const { app, chart, cart } = routed();
    const other = new MeshService(chart, 'other', { ports: [ServicePort.http(80)], mtls: MutualTls.DISABLE });
    const policy = new ServiceLbPolicy(chart, 'p', { autoCapacityDrain: true });
    expect(() => policy.commands('f')).toThrow(/applies to no service; call applyTo/);
    expect(() => policy.applyTo(cart, other.addVersion('v1'))).toThrow(/version 'web\/other\/v1' does not belong to service 'web\/cart'/);
    expect(() => policy.applyTo(new MeshService(aMesh().chart, 'far', { ports: [ServicePort.http(80)] }))).toThrow(/is in a different mesh/);
    expect(() => app.synthYaml()).toThrow(/'web\/p' applies to no service; call applyTo\(service\), or remove it/);
  });

  test('is not an object only because Config Connector has neither its kind nor the field', () => {
    const crds = crdManifests(CrdSet.CONFIG_CONNECTOR) as any[];
    expect(crds.filter((c) => /lb ?policy/i.test(c.spec.names.kind)).map((c) => c.spec.names.kind)).toEqual([]);
    const backend = crds.find((c) => c.spec.names.kind === 'ComputeBackendService');
    expect(Object.keys(backend.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties).filter((f) => /lbpolicy/i.test(f))).toEqual(['localityLbPolicy']);
  });
});
