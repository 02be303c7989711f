import { compact } from '../../grammar/json';
import { joined } from '../../model/object-name';
import type { BackendModel } from '../../model/route';
import { carriesHttp, portOf, type PortModel } from '../../model/service';

type Json = { [k: string]: any };

/** A duration of Gateway API: whole hours, minutes, seconds and milliseconds, at most five digits each. */
export function duration(ms: number): string {
  const parts = [[Math.floor(ms / 3_600_000), 'h'], [Math.floor(ms / 60_000) % 60, 'm'], [Math.floor(ms / 1000) % 60, 's'], [ms % 1000, 'ms']] as const;
  return parts.filter(([n]) => n > 0).map(([n, unit]) => `${n}${unit}`).join('') || '0s';
}

/** A percentage in Gateway API form: a whole number, or a fraction. */
export function share(percentage: number): Json {
  if (percentage === 100) {
    return {};
  }
  return Number.isInteger(percentage) ? { percent: percentage } : { fraction: { numerator: Math.round(percentage * 10_000), denominator: 1_000_000 } };
}

/** The Kubernetes Service of a backend: versions have their own. */
export function serviceName(b: BackendModel): string {
  return b.version ? versionService(b.service.name, b.version.name) : b.service.name;
}

/** Name of the Service of a version. */
export function versionService(service: string, version: string): string {
  return joined(service, version);
}

/** A reference to a backend from a route in a namespace; `near` is the port on which the route was called. */
export function backendRef(b: BackendModel, namespace: string, fits: (p: PortModel) => boolean = carriesHttp, near?: number): Json {
  const port = portOf(b, near, fits);
  if (b.service.kind === 'external') {
    return compact({ group: 'networking.istio.io', kind: 'Hostname', name: b.service.hosts[0], port, weight: b.weight });
  }
  const { clusterSet } = b.service;
  const ref = b.clusterSet && !b.version && clusterSet?.by === 'import' ? { group: clusterSet.group, kind: 'ServiceImport' } : {};
  return compact({ ...ref, name: serviceName(b), namespace: b.service.namespace === namespace ? undefined : b.service.namespace, port, weight: b.weight });
}
