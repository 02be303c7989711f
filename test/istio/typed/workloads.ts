import { labels } from './listeners';
import { as, fields, list, map, member, MISSING, NO_PROPERTY, number, oneOf, required, seconds, text, Untyped } from './reader';
import type { Reader } from './reader';
import { exportTo } from './routes';
import { istio } from '../../../src';

const ENTRY = { address: text, ports: map(number), labels: map(text), network: text, locality: text, weight: number, serviceAccount: text };

export const workloadEntry = fields(ENTRY);

export const serviceEntry = fields({
  hosts: required(list(text)),
  addresses: list(text),
  ports: list(fields({ number: required(number), name: required(text), protocol: member(istio.Protocol), targetPort: number })),
  location: member(istio.ServiceLocation),
  resolution: member(istio.ServiceResolution),
  endpoints: list(workloadEntry),
  workloadSelector: labels,
  exportTo: list(exportTo),
  subjectAltNames: list(text),
});

const TIMING = {
  initialDelaySeconds: as('initialDelay', seconds),
  timeoutSeconds: as('timeout', seconds),
  periodSeconds: as('period', seconds),
  successThreshold: number,
  failureThreshold: number,
};

/** Headers of a probe, which are a map: no name comes twice. */
const probeHeaders: Reader = (json) => {
  const pairs = list(fields({ name: required(text), value: required(text) }))(json).map(({ name, value }: any) => [name, value]);
  const headers = Object.fromEntries(pairs);
  if (Object.keys(headers).length < pairs.length) { throw new Untyped(NO_PROPERTY); }
  return headers;
};

const httpGet = fields({
  port: required(number),
  path: text,
  host: text,
  scheme: member(istio.ProbeScheme),
  httpHeaders: as('headers', probeHeaders),
});

/** A probe: what it does beside its timing. */
const probe: Reader = (json) => oneOf({
  httpGet: (how, whole) => {
    const { port, ...options } = httpGet(how);
    return istio.ReadinessProbe.http(port, options, timing(whole, 'httpGet'));
  },
  tcpSocket: (how, whole) => {
    const { port, host } = fields({ port: required(number), host: text })(how);
    return istio.ReadinessProbe.tcp(port, timing(whole, 'tcpSocket'), host);
  },
  exec: (how, whole) => istio.ReadinessProbe.exec(fields({ command: required(list(text)) })(how).command, timing(whole, 'exec')),
  grpc: (how, whole) => {
    const { port, service } = fields({ port: required(number), service: text })(how);
    return istio.ReadinessProbe.grpc(port, timing(whole, 'grpc'), service);
  },
})(json);

const timing = (whole: any, how: string): istio.ProbeTiming => {
  const { [how]: _how, ...rest } = whole;
  return fields(TIMING)(rest);
};

export const workloadGroup = fields({
  template: required(workloadEntry),
  metadata: as('entryMetadata', fields({ labels: map(text), annotations: map(text) })),
  probe,
});

export const proxyConfig = fields({
  selector: (json) => fields({ matchLabels: required(map(text)) })(json).matchLabels,
  concurrency: number,
  environmentVariables: map(text),
  image: (json) => {
    const { imageType } = fields({ imageType: member(istio.ProxyImageType) })(json);
    if (imageType === undefined) { throw new Untyped(MISSING); }
    return imageType;
  },
});
