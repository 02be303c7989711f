import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ControlPlane, istio, Mesh, MeshService, MutualTls, ServicePort, type MeshProps, type SidecarSettings } from '../../src';

const app = (controlPlane = ControlPlane.existing({ istiod: {} }), inject = true, props: MeshProps = {}) => {
  const root = new App();
  const mesh = new Mesh(root, 'mesh', { controlPlane, ...props });
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  mesh.enroll(chart, { inject });
  return { root, mesh, chart };
};
const deployment = (chart: Chart, pod: any = {}, metadata: any = {}) => new ApiObject(chart, 'web', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' }, ...metadata }, spec: { containers: [{ name: 'web', image: 'web:1' }], ...pod } } },
} as any);
const podOf = (chart: Chart, kind = 'Deployment') => {
  const object = Testing.synth(chart).find((o) => o.kind === kind);
  return kind === 'Pod' ? object : kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec.template;
};
const names = (containers: any[] = []) => containers.map((c) => c.name);
const proxy = (pod: any) => [...pod.spec.initContainers ?? [], ...pod.spec.containers].find((c: any) => c.name === 'istio-proxy');
const env = (pod: any) => Object.fromEntries(proxy(pod).env.map((e: any) => [e.name, e.value]));

describe('mesh.inject', () => {
  test('adds an agent without Envoy for proxyless gRPC, and keeps the bootstrap settings of the pod', () => {
    const { mesh, chart } = app();
    const object = deployment(chart, { serviceAccountName: 'api', containers: [{ name: 'web', image: 'web:1', env: [{ name: 'GRPC_XDS_BOOTSTRAP', value: '/own.json' }] }] });
    new MeshService(chart, 'api', { ports: [ServicePort.grpc(50051)], object, selector: { app: 'web' }, proxyless: true });
    mesh.inject(object);
    const pod = podOf(chart);
    expect(names(pod.spec.initContainers)).toEqual([]);
    expect(names(pod.spec.containers)).toEqual(['istio-proxy', 'web']); // which wait for the agent
    expect(env(pod)).toMatchObject({ DISABLE_ENVOY: 'true', ISTIO_META_GENERATOR: 'grpc', OUTPUT_CERTS: '/var/lib/istio/data' });
    expect(pod.spec.containers[1].env).toContainEqual({ name: 'GRPC_XDS_BOOTSTRAP', value: '/own.json' });
    expect(pod.spec.containers[1].volumeMounts).toContainEqual({ name: 'istio-data', mountPath: '/var/lib/istio/data' });
  });

  test('adds a native sidecar before the application, with traffic redirection, and disables the webhook', () => {
    const { mesh, chart } = app();
    mesh.inject(deployment(chart));
    const pod = podOf(chart);
    expect(names(pod.spec.initContainers)).toEqual(['istio-init', 'istio-proxy']);
    expect(proxy(pod).restartPolicy).toBe('Always');
    expect(names(pod.spec.containers)).toEqual(['web']);
    expect(pod.metadata.labels).toMatchObject({ 'app': 'web', 'sidecar.istio.io/inject': 'false', 'security.istio.io/tlsMode': 'istio' });
    expect(env(pod)).toMatchObject({ ISTIO_META_OWNER: 'kubernetes://apis/apps/v1/namespaces/shop/deployments/web', ISTIO_META_APP_CONTAINERS: 'web' });
  });

  test('adds a container after the others, or before them with holdApplicationUntilProxyStarts', () => {
    const classic = (sidecar: SidecarSettings) => {
      const { mesh, chart } = app();
      mesh.inject(deployment(chart), { sidecar: { native: false, ...sidecar } });
      return names(podOf(chart).spec.containers);
    };
    expect(classic({})).toEqual(['web', 'istio-proxy']);
    expect(classic({ proxyConfig: { holdApplicationUntilProxyStarts: true } })).toEqual(['istio-proxy', 'web']);
  });

  test('uses the revision, image, mesh and CNI of the installation', () => {
    const controlPlane = ControlPlane.inCluster({ revision: 'canary', istiod: { images: { hub: 'example.com', tag: 'x' }, cni: { enabled: true }, multiCluster: { network: 'n1' } } });
    const { mesh, chart } = app(controlPlane, false);
    mesh.inject(deployment(chart));
    const pod = podOf(chart);
    expect(names(pod.spec.initContainers)).toEqual(['istio-validation', 'istio-proxy']);
    expect(proxy(pod).image).toBe('example.com/proxyv2:x');
    expect(JSON.parse(env(pod).PROXY_CONFIG)).toEqual({ discoveryAddress: 'istiod-canary.istio-system.svc:15012' });
    expect(pod.metadata.labels['topology.istio.io/network']).toBe('n1');
    expect(pod.metadata.labels).not.toHaveProperty(['sidecar.istio.io/inject']); // the node agent would leave the pod alone
  });

  test('includes later changes of the workload by the app and by a mesh service', () => {
    const { mesh, chart } = app();
    const web = new kplus.Deployment(chart, 'web');
    mesh.inject(web);
    new MeshService(chart, 'shop', { ports: [ServicePort.http(80)], workload: web } as any);
    web.addContainer({ image: 'web:1', name: 'late', portNumber: 8080 });
    const pod = podOf(chart);
    expect(env(pod).ISTIO_META_APP_CONTAINERS).toBe('late');
    expect(JSON.parse(env(pod).ISTIO_META_POD_PORTS)).toEqual([{ containerPort: 8080 }]);
    expect(names(pod.spec.volumes)).toContain('istio-envoy');
  });

  test('adds the proxy to a raw object that a version adopts later', () => {
    const { mesh, chart } = app();
    const web = deployment(chart, {}, { labels: undefined });
    mesh.inject(web);
    new MeshService(chart, 'service', { serviceName: 'web', ports: [ServicePort.http(80)] }).addVersion('v1', { object: web });
    const pod = podOf(chart);
    expect(pod.metadata.labels).toMatchObject({ app: 'web', version: 'v1' });
    expect(pod.spec.serviceAccountName).toBe('web');
    expect(pod.metadata.labels['service.istio.io/canonical-revision']).toBe('v1');
  });

  test('adds the proxy to every version of a service', () => {
    const { mesh, chart } = app();
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)] });
    web.addVersion('v1', { image: 'web:1' });
    web.addVersion('v2', { image: 'web:2' });
    mesh.inject(web);
    const pods = Testing.synth(chart).filter((o) => o.kind === 'Deployment').map((o) => o.spec.template);
    expect(pods.map((pod) => env(pod).ISTIO_META_WORKLOAD_NAME)).toEqual(['web-v1', 'web-v2']);
  });

  test.each(['Pod', 'Job', 'CronJob', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])('to a %s', (kind) => {
    const { mesh, chart } = app();
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }], restartPolicy: /Job|Pod/.test(kind) ? 'Never' : 'Always' } };
    const spec: any = kind === 'Pod' ? template.spec : kind === 'CronJob' ? { schedule: '* * * * *', jobTemplate: { spec: { template } } } : { selector: { matchLabels: { app: 'web' } }, serviceName: 'web', template };
    if (!kind.endsWith('Set')) delete spec.selector;
    if (kind !== 'StatefulSet') delete spec.serviceName;
    const apiVersion = kind === 'Pod' ? 'v1' : /Job/.test(kind) ? 'batch/v1' : 'apps/v1';
    mesh.inject(new ApiObject(chart, 'web', { apiVersion, kind, metadata: { name: 'web', labels: { app: 'web' } }, spec } as any));
    const pod = podOf(chart, kind);
    expect(names(pod.spec.initContainers)).toEqual(['istio-init', 'istio-proxy']);
    expect(pod.metadata.labels['service.istio.io/canonical-name']).toBe('web');
    expect(env(pod).ISTIO_META_OWNER).toBe(`kubernetes://apis/${apiVersion}/namespaces/shop/${kind.toLowerCase()}s/web`);
  });

  test('uses built-in and custom templates of the installation', () => {
    const { mesh, chart } = app(ControlPlane.existing({
      istiod: { sidecarInjector: { templates: { extra: 'metadata:\n  annotations:\n    from: {{ .DeploymentMeta.Name | upper | quote }}\nspec:\n  containers:\n{{- range .Spec.Containers }}\n  - name: {{ .Name }}\n    env: [{ name: EXTRA, value: "{{ .Image }}" }]\n{{- end }}\n' } } },
    }));
    mesh.inject(deployment(chart), { sidecar: { templates: ['sidecar', 'extra'] } });
    const pod = podOf(chart);
    expect(pod.metadata.annotations.from).toBe('WEB');
    expect(pod.spec.containers[0].env).toEqual([{ name: 'EXTRA', value: 'web:1' }]);
    expect(proxy(pod)).toBeDefined();
  });

  test('applies ProxyConfig objects of the app, in the order of the webhook', () => {
    const { root, mesh, chart } = app();
    const web = deployment(chart);
    mesh.inject(web, { sidecar: { proxyConfig: { concurrency: 2, proxyMetadata: { BY: 'annotation', C: '1' } } } });
    expect(JSON.parse(env(podOf(chart)).PROXY_CONFIG)).toEqual({ concurrency: 2, proxyMetadata: { BY: 'annotation', C: '1' } });
    const config = (scope: Chart, id: string, BY: string, selector?: { [label: string]: string }, concurrency?: number) => (
      new istio.ProxyConfig(scope, id, { metadata: { name: id }, selector, concurrency, environmentVariables: { BY, [BY]: 'x' } }));
    config(new Chart(root, 'root', { namespace: 'istio-system' }), 'all', 'root', undefined, 1);
    config(new Chart(root, 'other', { namespace: 'other' }), 'other', 'other');
    config(chart, 'wide', 'namespace');
    config(chart, 'none', 'stranger', { app: 'api' });
    expect(JSON.parse(env(podOf(chart)).PROXY_CONFIG)).toEqual({ concurrency: 2, proxyMetadata: { BY: 'annotation', C: '1', root: 'x', namespace: 'x' } });
    config(chart, 'own', 'selected', { app: 'web' }, 7);
    expect(JSON.parse(env(podOf(chart)).PROXY_CONFIG)).toEqual({ concurrency: 7, proxyMetadata: { BY: 'selected', C: '1', root: 'x', namespace: 'x', selected: 'x' } });
  });

  test('produces the same output each time', () => {
    const bytes = () => {
      const { mesh, chart } = app();
      mesh.inject(deployment(chart), { sidecar: { logLevel: 'debug' } });
      return JSON.stringify([Testing.synth(chart), Testing.synth(chart)]);
    };
    expect(bytes()).toBe(bytes());
  });

  test('causes no findings', () => {
    const { root, mesh, chart } = app(ControlPlane.inCluster());
    mesh.inject(deployment(chart));
    new MeshService(chart, 'service', { serviceName: 'web', ports: [ServicePort.http(80)] });
    expect(() => root.synthYaml()).not.toThrow();
  });
});

describe('application probes go through the agent', () => {
  const probed = (container: any, sidecar?: SidecarSettings, props: MeshProps = {}) => {
    const { mesh, chart } = app(undefined, undefined, props);
    mesh.inject(deployment(chart, { containers: [{ name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }], ...container }] }), { sidecar });
    const pod = podOf(chart);
    const { ISTIO_KUBE_APP_PROBERS: probers } = env(pod);
    return { container: pod.spec.containers[0], probers: probers === undefined ? undefined : JSON.parse(probers) };
  };

  test.each<[string, any, any, any]>([
    ['HTTP, by the name of the port', { httpGet: { path: '/ok', port: 'http' }, timeoutSeconds: 3 }, { httpGet: { path: '/app-health/web/readyz', port: 15020 }, timeoutSeconds: 3 },
      { httpGet: { path: '/ok', port: 8080 }, timeoutSeconds: 3 }],
    ['HTTPS', { httpGet: { path: '/ok', port: 8443, scheme: 'HTTPS' } }, { httpGet: { path: '/app-health/web/readyz', port: 15020, scheme: 'HTTP' } },
      { httpGet: { path: '/ok', port: 8443, scheme: 'HTTPS' } }],
    ['TCP', { tcpSocket: { port: 'http' }, periodSeconds: 5 }, { httpGet: { path: '/app-health/web/readyz', port: 15020 }, periodSeconds: 5 }, { tcpSocket: { port: 8080 } }],
    ['gRPC', { grpc: { port: 9000, service: 's' } }, { httpGet: { path: '/app-health/web/readyz', port: 15020 } }, { grpc: { port: 9000, service: 's' } }],
  ])('%s', (_, probe, rewritten, asked) => {
    const { container, probers } = probed({ readinessProbe: probe });
    expect(container.readinessProbe).toEqual(rewritten);
    expect(probers).toEqual({ '/app-health/web/readyz': asked });
  });

  test('commands are not rewritten, and nothing is if rewriting is disabled', () => {
    const command = { exec: { command: ['true'] } };
    expect(probed({ livenessProbe: command })).toMatchObject({ container: { livenessProbe: command }, probers: undefined });
    const http = { httpGet: { path: '/ok', port: 8080 } };
    // the kubelet speaks plaintext
    expect(() => probed({ livenessProbe: http }, { rewriteProbes: false })).toThrow('MESH433');
    expect(probed({ livenessProbe: http }, { rewriteProbes: false }, { mtls: MutualTls.PERMISSIVE })).toMatchObject({ container: { livenessProbe: http }, probers: undefined });
  });

  test('lifecycle hooks too', () => {
    const { container, probers } = probed({ lifecycle: { preStop: { httpGet: { path: '/bye', port: 8080 } } } });
    expect(container.lifecycle.preStop.httpGet).toEqual({ path: '/app-lifecycle/web/prestopz', port: 15020 });
    expect(Object.keys(probers)).toEqual(['/app-lifecycle/web/prestopz']);
  });
});

describe('application metrics are merged with those of the proxy', () => {
  const measured = (annotations: any, sidecar?: SidecarSettings) => {
    const { mesh, chart } = app();
    mesh.inject(deployment(chart, {}, { annotations }), { sidecar });
    const pod = podOf(chart);
    const { ISTIO_PROMETHEUS_ANNOTATIONS: asked } = env(pod);
    return { annotations: pod.metadata.annotations, asked: asked === undefined ? undefined : JSON.parse(asked) };
  };

  test('the agent gets their address, and Prometheus scrapes the agent', () => {
    const { annotations, asked } = measured({ 'prometheus.io/port': '8080', 'prometheus_io_path': '/m' });
    expect(annotations).toMatchObject({ 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus', 'prometheus.io/scrape': 'true' });
    expect(annotations).not.toHaveProperty('prometheus_io_path');
    expect(asked).toEqual({ scrape: '', path: '/m', port: '8080' });
  });

  test('several targets', () => {
    expect(measured({}, { metrics: { targets: [{ port: 8080 }, { port: 9090, path: '/m' }] } }).asked)
      .toMatchObject({ port: '8080', path: '/metrics', targets: [{ port: '8080', path: '/metrics' }, { port: '9090', path: '/m' }] });
  });

  test('nothing changes if merging is disabled, or nothing is scraped', () => {
    expect(measured({ 'prometheus.io/port': '8080' }, { metrics: { merge: false } }).annotations['prometheus.io/port']).toBe('8080');
    expect(measured({ 'prometheus.io/scrape': 'false' }).annotations).not.toHaveProperty(['prometheus.io/port']);
  });

  test('a port of the proxy is refused', () => {
    expect(() => measured({ 'prometheus.io/port': '15090' })).toThrow('metrics can\'t be scraped from port 15090: it is Envoy\'s own metrics');
  });
});

describe('what can\'t be injected is an error', () => {
  test.each<[string, any, any, string]>([
    ['the host\'s network', { hostNetwork: true }, {}, 'its pods use the host\'s network'],
    ['a pod that wants no proxy', {}, { labels: { 'sidecar.istio.io/inject': 'false' } }, "its pods opt out of injection with sidecar.istio.io/inject: 'false'; remove that, or don't inject them"],
    ['a pod that has one', {}, { annotations: { 'sidecar.istio.io/status': '{}' } }, 'its pods already have a proxy'],
    ['an annotation that istiod refuses', {}, { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': 'x' } }, '\'x\' is not a port'],
    ['a template that isn\'t there', {}, { annotations: { 'inject.istio.io/templates': 'nope' } }, 'there is no injection template \'nope\''],
  ])('%s fails at synthesis, as a finding', (_, pod, metadata, message) => {
    const { root, mesh, chart } = app();
    mesh.inject(deployment(chart, pod, metadata));
    expect(() => Testing.synth(chart)).toThrow(message);
    expect(() => root.synthYaml()).toThrow(/shop\/web/);
  });

  test.each<[string, (t: ReturnType<typeof app>) => void, string]>([
    ['what has no pods', ({ mesh, chart }) => mesh.inject(new Chart(chart, 'empty')), '\'shop/empty\' has no workload to inject'],
    ['twice', ({ mesh, chart }) => { const web = deployment(chart); mesh.inject(web); mesh.inject(web); }, '\'shop/web\' is already injected'],
    ['choices of the webhook', ({ mesh, chart }) => mesh.inject(deployment(chart), { sidecar: { inject: true } }), 'sidecar.inject and sidecar.revision control the webhook'],
  ])('%s', (_, run, message) => expect(() => run(app())).toThrow(message));

  test.each<[string, ControlPlane, string]>([
    ['an istiod of which nothing is known', ControlPlane.existing(), 'pass what it was installed with'],
    ['no istiod', ControlPlane.static(), "ControlPlane: sidecars can't be injected at synthesis, as no istiod of this control plane is known; use mesh.inject with ControlPlane.inCluster or ControlPlane.existing"],
    ['a webhook that can\'t be kept away', ControlPlane.existing({ istiod: { cni: { enabled: true } } }), 'enroll the namespace with inject: false'],
    ['OpenShift without a user', ControlPlane.existing({ istiod: { values: { global: { platform: 'openshift' } } } }), 'set proxyUser'],
  ])('%s', (_, controlPlane, message) => {
    const { mesh, chart } = app(controlPlane);
    expect(() => mesh.inject(deployment(chart))).toThrow(message);
  });

  test('a workload that is added after its parent was injected', () => {
    const { root, mesh, chart } = app();
    deployment(chart);
    mesh.inject(chart);
    new kplus.Job(chart, 'late', { containers: [{ image: 'x' }] });
    expect(() => root.synthYaml()).toThrow('was added after its parent was injected');
  });
});

describe('settings of a proxy', () => {
  const all: SidecarSettings = {
    templates: ['sidecar'],
    native: true,
    image: 'example.com/proxyv2:1',
    resources: { cpuRequest: '10m', memoryRequest: Size.mebibytes(64), cpuLimit: '1', memoryLimit: Size.gibibytes(1) },
    logLevel: 'debug',
    componentLogLevels: { misc: 'error', http: 'debug' },
    agentLogLevel: 'default:debug',
    interceptionMode: istio.InterceptionMode.TPROXY,
    traffic: {
      includeOutboundIpRanges: ['10.0.0.0/8'],
      excludeOutboundIpRanges: ['10.1.0.0/16'],
      includeOutboundPorts: [1],
      excludeOutboundPorts: [2, 3],
      excludeInboundPorts: [4],
      excludeInterfaces: ['eth1'],
      rerouteVirtualInterfaces: ['net0', 'net1'],
    },
    bindLowPorts: true,
    rewriteProbes: false,
    statusPort: 15999,
    readiness: { initialDelay: Duration.seconds(1), period: Duration.seconds(2), failureThreshold: 3 },
    proxyConfig: { concurrency: 2 },
    metrics: { merge: true, securePort: 15092 },
    statistics: { flushInterval: Duration.seconds(1), evictionInterval: Duration.seconds(60), histogramBuckets: { istiocustom: [1, 2] } },
    traces: { serviceNamespace: 'a', serviceVersion: 'b', serviceInstanceId: 'c' },
    bootstrapOverride: 'bootstrap',
    volumes: { extra: { emptyDir: {} } },
    volumeMounts: { extra: { mountPath: '/extra' } },
    canonicalName: 'name',
    canonicalRevision: 'v9',
    workloadName: 'workload',
    network: 'n9',
    offersMutualTls: false,
    datadogEnv: { DD_ENV: 'prod' },
    defaultContainer: 'web',
  };

  test('are labels and annotations of the pods, for the webhook', () => {
    const { chart } = app();
    new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1', sidecar: { ...all, inject: true, revision: 'canary' } });
    const { metadata, spec } = podOf(chart);
    expect(spec.initContainers).toBeUndefined();
    expect(metadata.labels).toEqual({
      'app': 'web',
      'istio.io/rev': 'canary',
      'security.istio.io/tlsMode': 'disabled',
      'service.istio.io/canonical-name': 'name',
      'service.istio.io/canonical-revision': 'v9',
      'service.istio.io/workload-name': 'workload',
      'sidecar.istio.io/inject': 'true',
      'topology.istio.io/network': 'n9',
    });
    expect(metadata.annotations).toEqual({
      'apm.datadoghq.com/env': '{"DD_ENV":"prod"}',
      'inject.istio.io/templates': 'sidecar',
      'kubectl.kubernetes.io/default-container': 'web',
      'kubectl.kubernetes.io/default-logs-container': 'web',
      'istio.io/reroute-virtual-interfaces': 'net0,net1',
      'prometheus.istio.io/merge-metrics': 'true',
      'prometheus.istio.io/secure-port': '15092',
      'proxy.istio.io/config': 'concurrency: 2\n',
      'readiness.status.sidecar.istio.io/failureThreshold': '3',
      'readiness.status.sidecar.istio.io/initialDelaySeconds': '1',
      'readiness.status.sidecar.istio.io/periodSeconds': '2',
      'resource.opentelemetry.io/service.instance.id': 'c',
      'resource.opentelemetry.io/service.namespace': 'a',
      'resource.opentelemetry.io/service.version': 'b',
      'sidecar.istio.io/agentLogLevel': 'default:debug',
      'sidecar.istio.io/bootstrapOverride': 'bootstrap',
      'sidecar.istio.io/capNetBindService': 'true',
      'sidecar.istio.io/componentLogLevel': 'misc:error,http:debug',
      'sidecar.istio.io/interceptionMode': 'TPROXY',
      'sidecar.istio.io/logLevel': 'debug',
      'sidecar.istio.io/nativeSidecar': 'true',
      'sidecar.istio.io/proxyCPU': '10m',
      'sidecar.istio.io/proxyCPULimit': '1',
      'sidecar.istio.io/proxyImage': 'example.com/proxyv2:1',
      'sidecar.istio.io/proxyMemory': '64Mi',
      'sidecar.istio.io/proxyMemoryLimit': '1024Mi',
      'sidecar.istio.io/rewriteAppHTTPProbers': 'false',
      'sidecar.istio.io/statsEvictionInterval': '60s',
      'sidecar.istio.io/statsFlushInterval': '1s',
      'sidecar.istio.io/statsHistogramBuckets': '{"istiocustom":[1,2]}',
      'sidecar.istio.io/userVolume': '{"extra":{"emptyDir":{}}}',
      'sidecar.istio.io/userVolumeMount': '{"extra":{"mountPath":"/extra"}}',
      'status.sidecar.istio.io/port': '15999',
      'traffic.sidecar.istio.io/excludeInboundPorts': '4',
      'traffic.sidecar.istio.io/excludeInterfaces': 'eth1',
      'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.1.0.0/16',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '2,3',
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.0.0.0/8',
      'traffic.sidecar.istio.io/includeOutboundPorts': '1',
    });
  });

  test('apply to a proxy that is injected at synthesis too', () => {
    const { mesh, chart } = app();
    mesh.inject(deployment(chart), { sidecar: all });
    const pod = podOf(chart);
    expect(proxy(pod)).toMatchObject({ image: 'example.com/proxyv2:1', resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '1024Mi' } } });
    expect(proxy(pod).readinessProbe).toMatchObject({ initialDelaySeconds: 1, periodSeconds: 2, failureThreshold: 3 });
    expect(proxy(pod).volumeMounts).toContainEqual({ name: 'extra', mountPath: '/extra' });
    const args = pod.spec.initContainers[0].args.join(' ');
    for (const part of ['-u 1337', '-m TPROXY', '-i 10.0.0.0/8', '-x 10.1.0.0/16', '-b *', '-d 15090,15021,4,15999', '-q 1', '-o 2,3', '-k net0,net1', '-c eth1']) expect(args).toContain(part);
    expect(JSON.parse(env(pod).PROXY_CONFIG)).toEqual({ concurrency: 2 });
  });

  test.each<[string, SidecarSettings, string]>([
    ['no proxy', { inject: false, logLevel: 'debug' }, 'pods without a proxy (inject: false) ignore logLevel'],
    ['nothing intercepted', { interceptionMode: istio.InterceptionMode.NONE, traffic: { excludeOutboundPorts: [1] } }, 'so traffic.excludeOutboundPorts would have no effect'],
    ['a gateway', { templates: ['gateway'], traffic: { excludeOutboundPorts: [1] } }, 'a gateway intercepts nothing'],
    ['ports in and out', { traffic: { includeInboundPorts: [1], excludeInboundPorts: [2] } }, 'set either it or traffic.includeInboundPorts'],
    ['readiness without probes', { statusPort: 0, readiness: { failureThreshold: 1 } }, 'the proxy has no probes'],
    ['metrics that aren\'t merged', { metrics: { merge: false, securePort: 1 } }, 'metrics are not merged'],
    ['an image and its type', { image: 'a/b', imageType: istio.ProxyImageType.DEBUG }, 'set one of them'],
    ['intervals that don\'t fit', { statistics: { evictionInterval: Duration.seconds(7) } }, 'a multiple of the flush interval'],
    ['an image without a registry', { image: 'proxyv2' }, "'shop/web': image must be the proxy image with its registry, such as 'registry.example.com/proxyv2:1.31.0', got: 'proxyv2'"],
    ['a level', { logLevel: 'loud' }, "'shop/web': logLevel must be one of trace, debug, info, warning, warn, error, critical, off, got: 'loud'"],
    ['a range', { traffic: { excludeOutboundIpRanges: ['10.0.0.0'] } }, "'shop/web': traffic.excludeOutboundIpRanges must contain IP ranges such as 10.0.0.0/8, got: '10.0.0.0'"],
    ['a port', { traffic: { excludeOutboundPorts: [0] } }, 'traffic.excludeOutboundPorts'],
    ['no template', { templates: [] }, 'templates is empty'],
    ['half a second', { readiness: { period: Duration.millis(500) } }, 'readiness.period must be whole seconds'],
    ['an interface', { traffic: { excludeInterfaces: ['a/b'] } }, "'shop/web': the name of a network interface must have 1 to 15 characters and no '/', ':' or ',', got: 'a/b'"],
  ])('that are invalid are refused: %s', (_, settings, message) => {
    const { mesh, chart } = app();
    expect(() => mesh.configureSidecar(deployment(chart), settings)).toThrow(message);
  });

  test('can\'t contradict the annotations of the pods', () => {
    const { mesh, chart } = app();
    mesh.configureSidecar(deployment(chart, {}, { annotations: { 'sidecar.istio.io/logLevel': 'info' } }), { logLevel: 'debug' });
    expect(() => Testing.synth(chart)).toThrow('its pods already have sidecar.istio.io/logLevel: \'info\', and the settings of the proxy set \'debug\'');
  });

  test('must refer to an existing container', () => {
    const { mesh, chart } = app();
    mesh.configureSidecar(deployment(chart), { defaultContainer: 'other' });
    expect(() => Testing.synth(chart)).toThrow("its pods have no container 'other', the defaultContainer; use one of web");
  });

  test('must mount existing volumes', () => {
    const mounted = (volumes?: any[]) => {
      const { mesh, chart } = app();
      mesh.configureSidecar(deployment(chart, { volumes }), { volumeMounts: { data: { mountPath: '/d' } } });
      return () => Testing.synth(chart);
    };
    expect(mounted()).toThrow('the proxy mounts volume \'data\', which does not exist');
    expect(mounted([{ name: 'data', emptyDir: {} }])).not.toThrow();
  });

  test('are refused without an injector', () => {
    const { mesh, chart } = app(ControlPlane.static());
    expect(() => mesh.configureSidecar(deployment(chart), { logLevel: 'debug' })).toThrow('ignore the sidecar settings of pods');
  });

  test('are refused for pods that the app does not create', () => {
    const { chart } = app();
    expect(() => new MeshService(chart, 'web', { ports: [ServicePort.http(80)] }).addVersion('v1', { sidecar: { logLevel: 'debug' } })).toThrow('does not create those of');
  });
});
