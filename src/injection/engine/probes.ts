type Json = Record<string, any>;

export const PROXY = 'istio-proxy';
export const PROBERS = 'ISTIO_KUBE_APP_PROBERS';

/** The agent's paths for each kind of kubelet probe of a container. */
const ANSWERED: readonly [path: string, at: readonly string[]][] = [
  ['/app-health/NAME/readyz', ['readinessProbe']],
  ['/app-health/NAME/livez', ['livenessProbe']],
  ['/app-health/NAME/startupz', ['startupProbe']],
  ['/app-lifecycle/NAME/prestopz', ['lifecycle', 'preStop']],
  ['/app-lifecycle/NAME/poststartz', ['lifecycle', 'postStart']],
];

/** The probes that the agent forwards to the application, by the agent's path. Undefined if there are none. */
export function appProbers(containers: readonly Json[], statusPort: number): string | undefined {
  const probers: Json = {};
  for (const container of containers.filter(({ name }) => name !== PROXY)) {
    for (const [path, at] of ANSWERED) {
      const prober = proberOf(at.reduce((value, key) => value?.[key], container as any), container, statusPort, at.length === 1);
      if (prober) probers[path.replace('NAME', container.name)] = prober;
    }
  }
  return Object.keys(probers).length > 0 ? JSON.stringify(Object.fromEntries(Object.entries(probers).sort(([a], [b]) => (a < b ? -1 : 1)))) : undefined;
}

function proberOf(original: Json | undefined, container: Json, statusPort: number, probe: boolean): Json | undefined {
  const kind = (probe ? ['httpGet', 'tcpSocket', 'grpc'] : ['httpGet', 'tcpSocket']).find((key) => original?.[key]);
  if (!kind) return undefined;
  const timeout = probe && original!.timeoutSeconds ? { timeoutSeconds: original!.timeoutSeconds } : {};
  if (kind === 'grpc') return { grpc: original!.grpc, ...timeout };
  const { port } = original![kind];
  // a name that is not a port of the container can't be probed; the agent's own port is already rewritten
  const number = typeof port === 'string' ? container.ports?.find((other: Json) => other.name === port)?.containerPort : port;
  return number === undefined || (typeof port !== 'string' && port === statusPort) ? undefined : { [kind]: { ...original![kind], port: number }, ...timeout };
}

/** A container whose probes go to the agent: the application's own ports only accept mutual TLS, or belong to the proxy. */
export function askingAgent(container: Json, statusPort: number): Json {
  if (container.name === PROXY) return container;
  const rewritten = { ...container };
  for (const [path, [key, handler]] of ANSWERED) {
    const url = path.replace('NAME', container.name);
    if (!handler) rewritten[key] = viaAgent(rewritten[key], url, statusPort, ['httpGet', 'tcpSocket', 'grpc']);
    else if (rewritten[key]?.[handler]) rewritten[key] = { ...rewritten[key], [handler]: viaAgent(rewritten[key][handler], url, statusPort, ['httpGet', 'tcpSocket']) };
    if (rewritten[key] === undefined) delete rewritten[key];
  }
  return rewritten;
}

function viaAgent(original: Json | undefined, path: string, port: number, kinds: readonly string[]): Json | undefined {
  const kind = kinds.find((key) => original?.[key]);
  if (!kind) return original;
  const { [kind]: action, ...rest } = original!;
  const { scheme, ...http } = kind === 'httpGet' ? action : {} as Json;
  // kubelet uses plain HTTP to the agent, and the agent uses TLS to the application
  return { ...rest, httpGet: { ...http, path, port, ...scheme && scheme !== 'HTTPS' ? { scheme } : scheme ? { scheme: 'HTTP' } : {} } };
}
