import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ControlPlane, HealthCheck, Mesh, SidecarContainer, type SidecarContainerProps } from '../../src';

const raw = (scope: Chart, spec: any = {}, kind = 'Deployment') => new ApiObject(scope, 'web', {
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name: 'web' },
  spec: { ...kind === 'Job' ? {} : { selector: { matchLabels: { app: 'web' } } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 8080 }] }], ...spec } } },
} as any);
const shop = () => new Chart(new App(), 'shop', { namespace: 'shop' });
const specOf = (chart: Chart) => Testing.synth(chart).find((o) => o.spec?.template).spec.template.spec;
const added = (props: Partial<SidecarContainerProps>, spec: any = {}) => {
  const chart = shop();
  SidecarContainer.addTo(raw(chart, spec), 'helper', { image: 'helper:1', ...props });
  return specOf(chart);
};
const names = (containers: any[] = []) => containers.map(({ name }) => name);

describe('a sidecar', () => {
  test('is a native sidecar, with only the privileges that it was given', () => {
    const spec = added({ ports: { http: 4180 }, env: { A: 'b' }, args: ['--x'], resources: { cpuRequest: '10m', memoryLimit: Size.mebibytes(64) } });
    expect(names(spec.containers)).toEqual(['web']);
    expect(spec.initContainers).toEqual([{
      name: 'helper',
      image: 'helper:1',
      args: ['--x'],
      env: [{ name: 'A', value: 'b' }],
      ports: [{ name: 'http', containerPort: 4180 }],
      resources: { requests: { cpu: '10m' }, limits: { memory: '64Mi' } },
      restartPolicy: 'Always',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsNonRoot: true },
    }]);
  });

  test('starts after the others, or before one that needs it, and delays the next container until it is ready', () => {
    const init = [{ name: 'migrate', image: 'm' }, { name: 'warm', image: 'w' }];
    expect(names(added({}, { initContainers: init }).initContainers)).toEqual(['migrate', 'warm', 'helper']);
    const spec = added({ before: 'warm', startup: HealthCheck.tcp(5432, { period: Duration.seconds(1) }) }, { initContainers: init });
    expect(names(spec.initContainers)).toEqual(['migrate', 'helper', 'warm']);
    expect(spec.initContainers[1].startupProbe).toEqual({ tcpSocket: { port: 5432 }, periodSeconds: 1 });
  });

  test('has its own preStop command, and enough termination grace period for it', () => {
    const spec = added({ preStop: ['/flush'], stopsWithin: Duration.seconds(60), readiness: HealthCheck.http(1, '/r'), liveness: HealthCheck.http(1, '/l') });
    expect(spec.terminationGracePeriodSeconds).toBe(60);
    expect(spec.initContainers[0]).toMatchObject({ lifecycle: { preStop: { exec: { command: ['/flush'] } } }, readinessProbe: { httpGet: { path: '/r' } }, livenessProbe: { httpGet: { path: '/l' } } });
    expect(added({ stopsWithin: Duration.seconds(10) })).not.toHaveProperty('terminationGracePeriodSeconds');
    expect(added({ stopsWithin: Duration.seconds(60) }, { terminationGracePeriodSeconds: 90 }).terminationGracePeriodSeconds).toBe(90);
  });

  test('shares directories: its own, in memory, read only, of some containers, or a volume of the pod', () => {
    const containers = [{ name: 'web', image: 'web:1' }, { name: 'other', image: 'o:1' }];
    const spec = added({
      shares: [
        { path: '/logs', pathOfOthers: '/var/log/app', readOnly: true },
        { path: '/run/s', inMemory: true, sizeLimit: Size.mebibytes(1), containers: ['other'], readOnlyForOthers: true },
        { path: '/config', volume: 'config' },
      ],
    }, { containers, volumes: [{ name: 'config', configMap: { name: 'c' } }] });
    expect(spec.volumes).toEqual([
      { name: 'config', configMap: { name: 'c' } },
      { name: 'helper-shared-0', emptyDir: {} },
      { name: 'helper-shared-1', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    ]);
    expect(spec.initContainers[0].volumeMounts).toEqual([
      { name: 'helper-shared-0', mountPath: '/logs', readOnly: true }, { name: 'helper-shared-1', mountPath: '/run/s' }, { name: 'config', mountPath: '/config' },
    ]);
    expect(spec.containers.map((c: any) => c.volumeMounts)).toEqual([
      [{ name: 'helper-shared-0', mountPath: '/var/log/app' }, { name: 'config', mountPath: '/config' }],
      [{ name: 'helper-shared-0', mountPath: '/var/log/app' }, { name: 'helper-shared-1', mountPath: '/run/s', readOnly: true }, { name: 'config', mountPath: '/config' }],
    ]);
  });

  test('is an additional container, or sees the pod\'s processes, or has any other Kubernetes field', () => {
    const spec = added({ native: false, sharesProcesses: true, user: 0, writableRootFilesystem: true, fields: { terminationMessagePath: '/x' } });
    expect(names(spec.containers)).toEqual(['web', 'helper']);
    expect(spec).toMatchObject({ shareProcessNamespace: true });
    expect(spec.containers[1]).toMatchObject({ terminationMessagePath: '/x', securityContext: { runAsUser: 0, runAsNonRoot: false, readOnlyRootFilesystem: false } });
    expect(spec.containers[1]).not.toHaveProperty('restartPolicy');
  });

  test('is added to a cdk8s-plus workload, including later containers; also to one that cdk8s-plus creates itself', () => {
    const chart = shop();
    const web = new kplus.Deployment(chart, 'web');
    SidecarContainer.addTo(web, 'shipper', { image: 's:1', shares: [{ path: '/logs' }] });
    SidecarContainer.share(web, 'reloader', { path: '/config', inMemory: true });
    web.addInitContainer({ name: 'reloader', image: 'r:1', restartPolicy: kplus.ContainerRestartPolicy.ALWAYS });
    web.addContainer({ name: 'late', image: 'l:1' });
    const spec = specOf(chart);
    expect(names(spec.initContainers)).toEqual(['reloader', 'shipper']);
    expect(spec.containers[0].volumeMounts.map((m: any) => m.mountPath)).toEqual(['/logs', '/config']);
    expect(spec.initContainers[0].volumeMounts).toEqual([{ name: 'reloader-shared-0', mountPath: '/config' }]);
  });

  test('is part of the mesh with its pod: the proxy starts before it, and its probes go through the agent', () => {
    const root = new App();
    const mesh = new Mesh(root, 'mesh', { controlPlane: ControlPlane.existing({ istiod: {} }) });
    const chart = new Chart(root, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const web = raw(chart);
    mesh.inject(web);
    SidecarContainer.addTo(web, 'helper', { image: 'h:1', readiness: HealthCheck.http(9000, '/ok') });
    const spec = specOf(chart);
    expect(names(spec.initContainers)).toEqual(['istio-init', 'istio-proxy', 'helper']);
    expect(spec.initContainers[2].readinessProbe.httpGet).toEqual({ path: '/app-health/helper/readyz', port: 15020 });
    expect(() => root.synthYaml()).not.toThrow();
  });
});

describe('an invalid sidecar is refused', () => {
  test.each<[string, Partial<SidecarContainerProps>, any, string]>([
    ['the name of another', {}, { initContainers: [{ name: 'helper', image: 'x' }] }, 'already have a container \'helper\''],
    ['the port of another', { ports: { web: 8080 } }, {}, 'container \'web\' has port 8080, and so does sidecar \'helper\''],
    ['a path that is taken', { shares: [{ path: '/d' }] }, { containers: [{ name: 'web', image: 'x', volumeMounts: [{ name: 'd', mountPath: '/d' }] }] }, 'already has volume \'d\' mounted at \'/d\''],
    ['a volume that isn\'t there', { shares: [{ path: '/d', volume: 'v' }] }, {}, 'the pod has no volume \'v\''],
    ['a container that isn\'t there', { shares: [{ path: '/d', containers: ['c'] }] }, {}, 'no container \'c\' to share \'/d\' with'],
    ['a relative path', { shares: [{ path: 'd' }] }, {}, "sidecar 'helper': the path of a shared directory must be absolute and without a colon, got: 'd'"],
    ['a limit of another\'s volume', { shares: [{ path: '/d', volume: 'v', inMemory: true }] }, {}, 'remove them'],
    ['before nothing', { before: 'x' }, {}, 'no init container \'x\' before which'],
    ['an order among containers', { native: false, before: 'x' }, {}, 'only a native sidecar can start before another'],
    ['an image', { image: 'a b' }, {}, "sidecar 'helper' of 'shop/web': image must be an image reference such as 'registry/name:tag', got: 'a b'"],
    ['the name of a port', { ports: { Web: 1 } }, {}, "sidecar 'helper' of 'shop/web': the name of a port must consist of up to 15 lower-case letters, digits and single dashes, got: 'Web'"],
  ])('%s', (_, props, spec, message) => expect(() => added(props, spec)).toThrow(message));

  test('an invalid name, a construct without a workload, a Job that would never complete, and a missing container are refused', () => {
    expect(() => SidecarContainer.addTo(raw(shop()), 'Helper', { image: 'x' })).toThrow('Helper');
    expect(() => SidecarContainer.addTo(shop(), 'helper', { image: 'x' })).toThrow('\'shop\' has no workload to add a sidecar to');
    expect(() => SidecarContainer.addTo(raw(shop(), {}, 'Job'), 'helper', { image: 'x', native: false })).toThrow('keep the Job from ever completing');
    const chart = shop();
    SidecarContainer.share(raw(chart), 'nobody', { path: '/d' });
    expect(() => Testing.synth(chart)).toThrow("its pods have no container 'nobody'; use one of web");
  });
});
