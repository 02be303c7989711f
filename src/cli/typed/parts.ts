import { as, call, duration, list, map, member, num, seconds, Shape, struct, text } from './shape';
import { isMap } from '../../install/values/kinds';

export const tcpKeepalive = struct({ probes: num, time: duration, interval: duration });

/** Headers of a call to a backend. */
export const headers = list(struct({ name: text, value: text, envName: text }));

const FACTORIES: Record<string, string> = { In: 'isIn', NotIn: 'isNotIn', Exists: 'exists', DoesNotExist: 'doesNotExist' };
const expression: Shape = ({ key, operator, values }) => (
  Object.hasOwn(FACTORIES, operator) ? call('LabelExpression', FACTORIES[operator], key, ...operator.endsWith('In') ? [values] : []) : undefined
);
export const labelSelector = struct({ matchLabels: map(text), matchExpressions: list(expression) });

/** TLS to a backend. */
export const clientTls: Shape = (json) => {
  if (!isMap(json)) return undefined;
  const { mode, credentialName, clientCertificate, privateKey, ...verification } = json;
  switch (mode) {
    case 'DISABLE': return call('ClientTls', 'disable');
    case 'SIMPLE': return credentialName ? call('ClientTls', 'simpleFromSecret', credentialName, verification) : call('ClientTls', 'simple', verification);
    case 'ISTIO_MUTUAL': return call('ClientTls', 'istioMutual', verification);
    case 'MUTUAL': return call('ClientTls', 'mutual', credentialName
      ? call('ClientCertificate', 'secret', credentialName) : call('ClientCertificate', 'files', { clientCertificate, privateKey }), verification);
    default: return undefined;
  }
};

const timing = struct({
  initialDelaySeconds: as('initialDelay', seconds), timeoutSeconds: as('timeout', seconds), periodSeconds: as('period', seconds), successThreshold: num, failureThreshold: num,
});

/** How a proxy probes its application. */
export const readinessProbe: Shape = (json) => {
  if (!isMap(json)) return undefined;
  const { httpGet, tcpSocket, exec, grpc, ...rest } = json;
  const when = timing(rest);
  if (when === undefined) return undefined;
  if (httpGet) {
    const { port, httpHeaders, ...asked } = httpGet;
    const options = struct({ path: text, host: text, scheme: member('ProbeScheme') })(asked);
    const sent = httpHeaders && { headers: Object.fromEntries(httpHeaders.map(({ name, value }: any) => [name, value])) };
    return options && call('ReadinessProbe', 'http', port, { ...options, ...sent }, when);
  }
  if (tcpSocket) return call('ReadinessProbe', 'tcp', tcpSocket.port, when, tcpSocket.host);
  if (exec) return call('ReadinessProbe', 'exec', exec.command, when);
  return grpc && call('ReadinessProbe', 'grpc', grpc.port, when, grpc.service);
};
