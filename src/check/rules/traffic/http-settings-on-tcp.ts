import { target } from './_rule-target';
import { isWildcard } from '../../../world/hosts';
import { isOpaque, isTls } from '../../../world/protocol';
import type { TrafficPolicy } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Settings = Pick<TrafficPolicy, 'loadBalancer' | 'connectionPool'>;
const HASHES = ['httpHeaderName', 'httpCookie', 'httpQueryParameterName'];

/** The settings that concern requests, with their paths. */
function ofRequests({ loadBalancer, connectionPool }: Settings, ...at: (string | number)[]): { what: string; pointer: string; happens: string }[] {
  const hash = loadBalancer?.consistentHash as Record<string, unknown> | undefined;
  const by = typeof hash === 'object' && hash !== null ? HASHES.find((k) => hash[k] !== undefined) : undefined;
  return [
    ...(by ? [{ what: `consistentHash.${by}`, pointer: pointer(...at, 'loadBalancer', 'consistentHash', by), happens: 'a TCP connection has no such value to hash, and goes to any endpoint' }] : []),
    ...(connectionPool?.http !== undefined ? [{ what: 'connectionPool.http', pointer: pointer(...at, 'connectionPool', 'http'), happens: 'it never limits anything' }] : []),
  ];
}

export const httpSettingsOnTcp: Check = {
  code: 'MESH253',
  title: 'HTTP settings for a host without HTTP ports',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Hashing by a header, a cookie or a query parameter and the limits of `connectionPool.http` apply to requests. The proxy forwards connections, not requests, to a TCP port: the settings have no effect.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.loadBalancer.consistentHash', 'trafficPolicy.connectionPool.http', 'trafficPolicy.portLevelSettings.loadBalancer.consistentHash', 'trafficPolicy.portLevelSettings.connectionPool.http', 'subsets.trafficPolicy.loadBalancer.consistentHash', 'subsets.trafficPolicy.connectionPool.http')) {
      if (!dr.spec.host || isWildcard(dr.spec.host)) continue;
      const service = target(world, dr);
      // a port without a declared protocol may carry requests, and so may a TLS port for which a gateway originates TLS
      if (!service?.ports.length || !service.ports.every((p) => isOpaque(p.protocol) && !isTls(p.protocol))) continue;
      const policy = dr.spec.trafficPolicy;
      const found = [
        ...(policy ? ofRequests(policy, 'spec', 'trafficPolicy') : []),
        ...(policy?.portLevelSettings ?? []).flatMap((p, i) => ofRequests(p, 'spec', 'trafficPolicy', 'portLevelSettings', i)),
        ...(dr.spec.subsets ?? []).flatMap((s, i) => (s.trafficPolicy ? ofRequests(s.trafficPolicy, 'spec', 'subsets', i, 'trafficPolicy') : [])),
      ];
      for (const { what, pointer: at, happens } of found) {
        report(dr, {
          pointer: at,
          message: `no port of ${service.host} speaks HTTP (${service.ports.map((p) => `${p.number} is ${p.protocol}`).join(', ')}), and ${what} applies to requests only: ${happens}`,
          fix: 'use connection settings (connectionPool.tcp, consistentHash.useSourceIp), or declare the port as HTTP if it speaks HTTP',
          related: [{ item: service.item, pointer: '/spec/ports' }],
        });
      }
    }
  },
};
