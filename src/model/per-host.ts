import type { BackendModel, TlsRuleModel } from './route';
import type { ServiceModel } from './service';

/**
 * An external service of several hosts as one service for each: what is said of the service holds for each host, and leads to that host
 * and not to the first one. All other services come back as they are.
 */
export function perHost(s: ServiceModel): readonly ServiceModel[] {
  return s.kind === 'external' && s.hosts.length > 1 ? s.hosts.map((host, i) => ofHost(s, host, i === 0)) : [s];
}

function ofHost(s: ServiceModel, host: string, first: boolean): ServiceModel {
  const view = { ...s, hosts: [host] };
  const own = <B extends BackendModel>(backends: readonly B[]) => backends.map((b) => (b.service === s ? { ...b, service: view } : b));
  return Object.assign(view, {
    split: own(s.split),
    httpRules: s.httpRules.map((r) => ({ ...r, backends: own(r.backends), mirrors: r.mirrors?.map((m) => ({ ...m, backend: own([m.backend])[0] })) })),
    tlsRules: s.tlsRules.flatMap((r): TlsRuleModel[] => {
      // names that are none of the service's hosts have one place: the first host's
      const sniHosts = r.sniHosts.filter((name) => name === host || (first && !s.hosts.includes(name)));
      return sniHosts.length > 0 ? [{ ...r, sniHosts, backends: own(r.backends) }] : [];
    }),
    tcpRules: s.tcpRules.map((r) => ({ ...r, backends: own(r.backends) })),
  });
}
