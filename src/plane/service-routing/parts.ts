import type { BackendModel } from '../../model/route';
import type { ServiceModel, VersionModel } from '../../model/service';

/** The owner of a service's resources; those of the same service in other clusters are identical. */
export function ownerOf(s: ServiceModel): string {
  return `${s.kind} ${s.namespace}/${s.name}`;
}

/** The targets of routes: the versions, and the service as a whole if something refers to it. */
export function routeTargets(s: ServiceModel): ReadonlyArray<VersionModel | undefined> {
  if (s.versions.length === 0) {
    return [undefined];
  }
  return asWhole(s) ? [undefined, ...s.versions] : s.versions;
}

function asWhole(s: ServiceModel): boolean {
  const whole = (b: BackendModel) => b.service === s && b.version === undefined;
  const rules = (t: ServiceModel) => [
    ...t.split, ...t.httpRules.flatMap((rule) => [...rule.backends, ...(rule.mirrors ?? []).map((m) => m.backend)]), ...t.tlsRules.flatMap((rule) => rule.backends),
    ...t.tcpRules.flatMap((rule) => rule.backends),
  ];
  return s.split.length === 0 || s.endpointGroups.length > 0 || s.callers.some((c) => c.gateway !== undefined) || [s, ...s.routedFrom].some((t) => rules(t).some(whole));
}
