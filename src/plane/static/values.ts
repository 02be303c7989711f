import { joinedLabel } from '../../model/object-name';
import type { StringMatchModel } from '../../model/route';
import { carriesHttp, portOf, type PortModel, type ServiceModel, type VersionModel } from '../../model/service';

export type Json = { [k: string]: any };

/** The first inbound port of sidecars: each service port has its own, counted from here. */
const INBOUND = 15100;

/** Where a proxy's pod mounts the certificate of its identity. */
export const CERTIFICATES = '/etc/mesh/tls';

/** An Envoy message with its protobuf type. */
export function typed(type: string, value: Json = {}): Json {
  return { '@type': `type.googleapis.com/${type}`, ...value };
}

/** A named extension. */
export function extension(name: string, type: string, value: Json = {}): Json {
  return { name, typed_config: typed(type, value) };
}

/** A share in percent as Envoy's fraction. */
export function fraction(percentage: number): Json {
  return { numerator: Math.round(percentage * 10_000), denominator: 'MILLION' };
}

/** Envoy's form of a string comparison. */
export function stringMatch(m: StringMatchModel): Json {
  return m.kind === 'regex' ? { safe_regex: { regex: m.value } } : { [m.kind]: m.value };
}

/** Whether a service's pods have a proxy that is generated here. */
export function hasProxy(s: ServiceModel): boolean {
  return s.kind === 'kubernetes' && s.owned && (s.namespaceModel?.inject ?? false);
}

/** The port on which a pod's proxy receives traffic for a service port. */
export function inboundPort(s: ServiceModel, port: PortModel): number {
  return INBOUND + s.ports.indexOf(port);
}

/** The pod port to which connections go. */
export function podPort(s: ServiceModel, port: PortModel): number {
  return hasProxy(s) ? inboundPort(s, port) : targetPort(s, port);
}

/** The port number on which the application listens. */
export function targetPort(s: ServiceModel, port: PortModel): number {
  if (typeof port.targetPort === 'string') {
    throw new Error(`port ${port.port} of service '${s.path}' refers to a container port by name, '${port.targetPort}', which a static bootstrap can't resolve; use its number`);
  }
  return port.targetPort ?? port.port;
}

/** Name of the headless Service through which proxies find the pods of a service or version. */
export function endpointsService(s: ServiceModel, version?: VersionModel): string {
  return joinedLabel(s.name, version?.name ?? (s.versions.some((v) => v.name === 'pods') ? 'all-pods' : 'pods'));
}

/** Name of the cluster for a port of a service or version. */
export function clusterName(s: ServiceModel, version: VersionModel | undefined, port: PortModel): string {
  return ['outbound', port.port, version?.name ?? '', s.kind === 'external' ? s.hosts[0] : `${s.name}.${s.namespace}`].join('|');
}

/** The port used for a backend. */
export function portOfBackend(b: { service: ServiceModel; port?: number }, near: number | undefined, fits: (p: PortModel) => boolean = carriesHttp): PortModel {
  const number = portOf(b, near, fits);
  return b.service.ports.find((p) => p.port === number) ?? b.service.ports[0];
}

/** Secret with the certificate of an identity. */
export function identitySecret(serviceAccount: string): string {
  return `${serviceAccount}-mesh-tls`;
}
