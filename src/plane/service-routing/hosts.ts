import type { ServiceModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';

/** The host names of a service for callers: a route only matches these. */
export function hostnames(r: ServiceRoutingModel, s: ServiceModel): readonly string[] {
  if (s.kind === 'external') {
    return s.hosts;
  }
  const { name, namespace } = s;
  return [
    ...(r.shortNames ? [name] : []),
    `${name}.${namespace}`,
    `${name}.${namespace}.svc`,
    ...s.hosts,
    ...(s.clusterSet && s.clusterSet.refused === undefined ? [s.clusterSet.host] : []),
    ...(r.domain ? [`${name}.${namespace}.${r.domain}`] : []),
  ];
}
