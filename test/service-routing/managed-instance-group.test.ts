import { Chart, Size, Duration } from 'cdk8s';
import { Checks, CertificateAuthority, ControlPlane, GoogleProject, HealthCheck, MachineProxy, ManagedInstanceGroup, type ManagedInstanceGroupProps, Mesh, MeshApp, MeshService, MutualTls, ServicePort } from '../../src';
import { aMesh } from '../fixture';

function routed() {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { controlPlane: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('shop-prod', '482913370156'), zones: ['europe-west1-b'], interceptionPort: 15002, certificateAuthority: CertificateAuthority.elsewhere() }) });
  const chart = new Chart(app, 'web', { namespace: 'web' });
  mesh.enroll(chart);
  const all = () => app.charts.flatMap((c) => c.toJson());
  return { app, chart, all, find: (kind: string, name?: string) => all().find((o) => o.kind === kind && (name === undefined || o.metadata.name === name)) };
}

const LEAST: ManagedInstanceGroupProps = { location: 'europe-west1-b', size: 2, ports: { http: 8080 }, image: 'projects/p/global/images/i', serviceAccount: 'stock@shop-prod.iam.gserviceaccount.com' };

describe('a managed instance group', () => {
  test('has a template, named ports, a health check, and a role for its service account', () => {
    const { app, chart, find } = routed();
    const group = new ManagedInstanceGroup(chart, 'stock', {
      ...LEAST,
      location: 'europe-west1',
      zones: ['europe-west1-b', 'europe-west1-d'],
      machineType: 'n2-standard-2',
      diskSize: Size.gibibytes(20),
      subnetwork: 'projects/net/regions/europe-west1/subnetworks/shop',
      startupScript: 'echo hello',
      metadata: { team: 'stock' },
      labels: { env: 'prod' },
      tags: ['stock'],
      healthCheck: HealthCheck.http(8081, '/ok', { period: Duration.seconds(20) }),
      initialDelay: Duration.seconds(90),
    });
    const template = find('ComputeInstanceTemplate');
    expect(template.metadata.labels).toEqual({ 'env': 'prod', 'gce-service-proxy': 'on' });
    expect(template.metadata.name).toMatch(/^stock-[0-9a-f]{8}$/);
    expect(template.spec).toMatchObject({
      machineType: 'n2-standard-2',
      disk: [{ boot: true, autoDelete: true, sourceImageRef: { external: 'projects/p/global/images/i' }, diskSizeGb: 20 }],
      networkInterface: [{ subnetworkRef: { external: 'projects/net/regions/europe-west1/subnetworks/shop' } }],
      serviceAccount: { scopes: ['cloud-platform'], serviceAccountRef: { external: 'stock@shop-prod.iam.gserviceaccount.com' } },
      tags: ['stock'],
    });
    const metadata = Object.fromEntries(template.spec.metadata.map((m: any) => [m.key, m.value]));
    expect(metadata).toMatchObject({ 'team': 'stock', 'startup-script': 'echo hello', 'enable-osconfig': 'true' });
    expect(JSON.parse(metadata['gce-service-proxy'])).toMatchObject({ 'proxy-spec': { 'mesh': 'shop', 'project-number': '482913370156', 'proxy-port': 15002 }, 'service': { 'serving-ports': [8080] } });
    expect(find('ComputeInstanceGroupManager').spec).toEqual({
      projectRef: { external: 'projects/shop-prod' },
      location: 'europe-west1',
      distributionPolicy: { zones: [{ zone: 'projects/shop-prod/zones/europe-west1-b' }, { zone: 'projects/shop-prod/zones/europe-west1-d' }] },
      targetSize: 2,
      baseInstanceName: 'stock',
      instanceTemplateRef: { name: template.metadata.name },
      namedPorts: [{ name: 'http', port: 8080 }],
      autoHealingPolicies: [{ healthCheckRef: { name: 'stock-alive' }, initialDelaySec: 90 }],
      updatePolicy: { type: 'PROACTIVE', minimalAction: 'REPLACE', maxSurge: { fixed: 2 }, maxUnavailable: { fixed: 0 } },
    });
    expect(find('ComputeHealthCheck', 'stock-alive').spec).toEqual({
      location: 'global', checkIntervalSec: 20, timeoutSec: 5, httpHealthCheck: { port: 8081, portSpecification: 'USE_FIXED_PORT', requestPath: '/ok' },
    });
    expect(find('IAMPolicyMember', 'shop-clients-stock-shop-prod').spec).toMatchObject({ member: 'serviceAccount:stock@shop-prod.iam.gserviceaccount.com', role: 'roles/trafficdirector.client' });
    expect(group.objects.map((o) => o.kind)).toEqual(['ComputeInstanceTemplate', 'ComputeInstanceGroupManager', 'ComputeHealthCheck', 'IAMPolicyMember']);
    expect(() => app.synthYaml()).not.toThrow(); // the definitions of Config Connector hold
  });

  test('is the backend of a service, through a named port', () => {
    const { app, chart, find } = routed();
    const group = new ManagedInstanceGroup(chart, 'machines', { ...LEAST, groupName: 'stock', ports: { http: 8080, admin: 8081 } });
    const stock = new MeshService(chart, 'stock', { ports: [ServicePort.http(80)], mtls: MutualTls.DISABLE });
    stock.addEndpointGroups(group.endpoints('admin', { maxRate: 7, capacityScale: 0.5 }));
    expect(find('ComputeBackendService').spec).toMatchObject({
      portName: 'admin',
      backend: [{ group: { instanceGroupRef: { external: 'projects/shop-prod/zones/europe-west1-b/instanceGroups/stock' } }, maxRatePerInstance: 7, capacityScaler: 0.5 }],
    });
    expect(Checks.of(app).findings().filter((f) => f.object.kind !== 'Namespace')).toEqual([]);
    expect(() => group.endpoints('grpc')).toThrow(/instance group 'web\/machines' has no port 'grpc' \(it has http, admin\); use one of them/);
  });

  test('gets a new template if and only if the VMs change', () => {
    const template = (props: Partial<ManagedInstanceGroupProps>) => {
      const { chart, find } = routed();
      new ManagedInstanceGroup(chart, 'stock', { ...LEAST, ...props });
      expect(find('ComputeInstanceGroupManager').spec.instanceTemplateRef).toEqual({ name: find('ComputeInstanceTemplate').metadata.name });
      return find('ComputeInstanceTemplate').metadata.name;
    };
    const first = template({});
    expect(template({ size: 9, healthCheck: HealthCheck.tcp(8080) })).toBe(first);
    const changed = [{ image: 'projects/p/global/images/j' }, { labels: { a: 'b' } }, { machineType: 'e2-small' }, { startupScript: 'x' }, { ports: { http: 9090 } }, { installProxy: false }].map(template);
    expect(new Set([first, ...changed]).size).toBe(changed.length + 1);
  });

  test('needs a proxy and a role only for outbound calls, and can run an edge', () => {
    const { chart, all, find } = routed();
    new ManagedInstanceGroup(chart, 'plain', { ...LEAST, installProxy: false });
    expect(find('ComputeInstanceTemplate').spec.metadata).toBeUndefined();
    expect(find('ComputeInstanceTemplate').metadata.labels).toBeUndefined();
    expect(all().filter((o) => o.kind === 'IAMPolicyMember')).toHaveLength(1); // the cluster's
    new ManagedInstanceGroup(chart, 'edge', { ...LEAST, location: 'europe-west1', proxy: MachineProxy.create({ scope: 'web-edge' }) });
    const edge = all().find((o) => o.kind === 'ComputeInstanceTemplate' && o.metadata.name.startsWith('edge-'));
    expect(JSON.parse(edge.spec.metadata.find((m: any) => m.key === 'gce-service-proxy').value)['proxy-spec'].scope).toBe('web-edge');
    expect(find('ComputeInstanceGroupManager', 'edge').spec.updatePolicy.maxSurge).toEqual({ fixed: 3 }); // Google chooses three zones
  });

  test.each<[string, Partial<ManagedInstanceGroupProps>, RegExp]>([
    ['a location of another form', { location: 'europe' }, /the location of instance group 'web\/stock' must be a region or a zone, such as 'europe-west1' or 'europe-west1-b', got: 'europe'/],
    ['a zone elsewhere', { location: 'europe-west1', zones: ['us-central1-a'] }, /is in 'europe-west1', and zone 'us-central1-a' is not a zone of that region/],
    ['zones of a zone', { zones: ['europe-west1-c'] }, /instance group 'web\/stock' is in 'europe-west1-b', and zone 'europe-west1-c' is not that zone; remove zones, or set location to a region/],
    ['a zone twice', { location: 'europe-west1', zones: ['europe-west1-b', 'europe-west1-b'] }, /instance group 'web\/stock' has zone 'europe-west1-b' twice; remove one/],
    ['no port', { ports: {} }, /has no port, so no service can route to it; set ports/],
    ['a port beyond all', { ports: { http: 70000 } }, /70000/],
    ['a strange account', { serviceAccount: 'me@example.com' }, /the serviceAccount of instance group 'web\/stock' must be a Google service account, NAME@PROJECT\.iam\.gserviceaccount\.com, got: 'me@example\.com'/],
    ['a size below none', { size: -1 }, /the size of instance group 'web\/stock'/],
    ['a command as check', { healthCheck: HealthCheck.command(['true']) }, /a load balancer checks the health of VMs and can't run commands/],
    ['metadata of the proxy', { metadata: { 'enable-osconfig': 'false' } }, /the metadata 'enable-osconfig' is set by the proxy; remove it/],
    ['metadata of the script', { startupScript: 'x', metadata: { 'startup-script': 'y' } }, /the metadata 'startup-script' is set by startupScript/],
    ['a proxy and none', { installProxy: false, proxy: MachineProxy.create({ mesh: 'shop' }) }, /sets proxy, but no proxy is installed/],
  ])('refuses %s', (_, props, says) => {
    expect(() => new ManagedInstanceGroup(routed().chart, 'stock', { ...LEAST, ...props })).toThrow(says);
  });

  test('is refused on planes that do not support it, and if two have the same name', () => {
    expect(() => new ManagedInstanceGroup(aMesh().chart, 'stock', LEAST)).toThrow(/instance group 'shop\/stock': a managed instance group \(VMs\) behind a service \(endpoints-instance-group\) is not supported on plane/);
    const { chart } = routed();
    new ManagedInstanceGroup(chart, 'a', { ...LEAST, groupName: 'stock' });
    expect(() => new ManagedInstanceGroup(chart, 'b', { ...LEAST, groupName: 'stock' })).toThrow(/both need a ComputeInstance.* named 'stock/);
  });
});
