import { App, Chart, Testing } from 'cdk8s';
import { ControlPlane, HealthCheck, IngressGateway, Listener, Certificate, Mesh, MeshService, type MeshServiceProps, PodSecurity, ServicePort } from '../../src';

/** What Pod Security admission rejects in a pod at level `restricted`. */
function refused(pod: any): string[] {
  const all = [...pod.initContainers ?? [], ...pod.containers];
  const of = (c: any, field: string) => c.securityContext?.[field] ?? pod.securityContext?.[field];
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((f) => pod[f]),
    ...(pod.volumes ?? []).filter((v: any) => !['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'].some((kind) => kind in v)).map((v: any) => `volume ${v.name}`),
    ...all.flatMap((c: any) => [
      ...of(c, 'runAsNonRoot') === true && of(c, 'runAsUser') !== 0 ? [] : [`${c.name}: runAsNonRoot`],
      ...['RuntimeDefault', 'Localhost'].includes(of(c, 'seccompProfile')?.type) ? [] : [`${c.name}: seccompProfile`],
      ...c.securityContext?.allowPrivilegeEscalation === false ? [] : [`${c.name}: allowPrivilegeEscalation`],
      ...c.securityContext?.capabilities?.drop?.includes('ALL') && (c.securityContext.capabilities.add ?? []).every((a: string) => a === 'NET_BIND_SERVICE') ? [] : [`${c.name}: capabilities`],
      ...c.securityContext?.privileged ? [`${c.name}: privileged`] : [],
      ...(c.ports ?? []).filter((p: any) => p.hostPort).map((p: any) => `${c.name}: host port ${p.hostPort}`),
    ]),
  ];
}

function pods(controlPlane: ControlPlane, props: Partial<MeshServiceProps> = {}): { [name: string]: any } {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { controlPlane });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1', healthCheck: HealthCheck.http(80, '/'), ...props });
  const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(8080), ServicePort.tcp(9090)] });
  for (const version of ['v1', 'v2']) cart.addVersion(version, { image: `cart:${version}` });
  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.https({ hosts: ['shop.example.com'], certificate: Certificate.fromSecret('cert') })).route(web);
  return Object.fromEntries(Testing.synth(chart).filter((o) => o.kind === 'Deployment').map((o) => [o.metadata.name, o.spec.template.spec]));
}

test.each<[string, () => ControlPlane, string[]]>([
  ["Istio's plane", () => ControlPlane.existing(), ['cart-v1', 'cart-v2', 'web']],
  ['the static plane, with its proxies', () => ControlPlane.static(), ['cart-v1', 'cart-v2', 'edge', 'web']],
])('pods created for %s are admitted to a restricted namespace, and get no token', (_which, controlPlane, names) => {
  const made = pods(controlPlane());
  expect(Object.keys(made).map((n) => (n.includes('ingress') ? 'edge' : n)).sort()).toEqual(names);
  for (const pod of Object.values(made)) {
    expect(refused(pod)).toEqual([]);
    expect(pod.automountServiceAccountToken).toBe(false);
  }
});

test.each<[Partial<MeshServiceProps>, string[]]>([
  [{ runAsUser: 1000 }, []],
  [{ podSecurity: PodSecurity.BASELINE }, ['web: runAsNonRoot', 'web: capabilities']],
  [{ podSecurity: PodSecurity.BASELINE, runAsUser: 0 }, ['web: runAsNonRoot', 'web: capabilities']],
  [{ podSecurity: PodSecurity.UNSET }, ['web: runAsNonRoot', 'web: seccompProfile', 'web: allowPrivilegeEscalation', 'web: capabilities']],
])('%j omits %j', (props, expected) => {
  const { web, ...others } = pods(ControlPlane.existing(), props);
  expect(refused(web)).toEqual(expected);
  expect(web.containers[0].securityContext?.runAsUser).toBe(props.runAsUser);
  for (const pod of Object.values(others)) expect(refused(pod)).toEqual([]);
});

test('the token is mounted if requested', () => {
  const { web, ...others } = pods(ControlPlane.existing(), { automountServiceAccountToken: true });
  expect(web).not.toHaveProperty('automountServiceAccountToken');
  for (const pod of Object.values(others)) expect(pod.automountServiceAccountToken).toBe(false);
});

test.each<[Partial<MeshServiceProps>, string]>([
  [{ runAsUser: 0 }, 'runAsUser'],
  [{ runAsUser: -1, podSecurity: PodSecurity.BASELINE }, 'runAsUser'],
  [{ runAsUser: 1.5 }, 'runAsUser'],
  [{ image: undefined, healthCheck: undefined, runAsUser: 1000 }, 'runAsUser configure a container that is created from image'],
  [{ image: undefined, healthCheck: undefined, podSecurity: PodSecurity.UNSET, automountServiceAccountToken: true }, 'podSecurity, automountServiceAccountToken configure a container that is created from image'],
])('%j is refused by the call', (props, message) => {
  expect(() => pods(ControlPlane.existing(), props)).toThrow(message);
});

test('the static plane\'s proxies have probes, and the capabilities that they need', () => {
  const { web, ...others } = pods(ControlPlane.static());
  for (const pod of [web, ...Object.values(others)]) {
    const proxy = pod.containers.find((c: any) => c.name === 'envoy');
    const ports = proxy.ports.map((p: any) => p.containerPort);
    expect(ports).toContain(proxy.readinessProbe.tcpSocket.port);
    expect(ports).toContain(proxy.livenessProbe.tcpSocket.port);
    expect(proxy.resources).toEqual({ requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } });
  }
});
