import type { BackendModel, TlsRuleModel } from './route';
import type { ServiceModel } from './service';

/**
 * Splits an external service with several hosts into one service per host: its settings apply to each host, and lead to that host instead of the first one.
 * All other services are returned unchanged.
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
      // names that are not hosts of the service belong to the first host
      const sniHosts = r.sniHosts.filter((name) => name === host || (first && !s.hosts.includes(name)));
      return sniHosts.length > 0 ? [{ ...r, sniHosts, backends: own(r.backends) }] : [];
    }),
    tcpRules: s.tcpRules.map((r) => ({ ...r, backends: own(r.backends) })),
  });
}
