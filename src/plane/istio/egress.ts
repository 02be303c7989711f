import type { EgressModel, PortModel, ServiceModel } from '../../model/service';
import { carriesHttp, egressPort } from '../../model/service';
import { compact } from '../json';
import type { Slot } from '../plane';
import { exportTo } from './service-entry';

type Json = { [k: string]: any };

/** What makes traffic to an external service leave by a gateway: a server of the gateway, and routes to it and from it. */
export function egressSlots(s: ServiceModel, via: EgressModel): readonly Slot[] {
  const name = `${s.name}-egress`;
  const gateway = `${s.namespace}/${name}`;
  return [
    {
      id: 'EgressGateway',
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      name,
      namespace: s.namespace,
      render: () => ({ spec: { selector: via.selector, servers: s.ports.map((p) => server(s, p)) } }),
    },
    {
      id: 'EgressDestinationRule',
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      name,
      namespace: s.namespace,
      render: () => ({
        spec: {
          host: via.host,
          subsets: [compact({
            name: s.name,
            trafficPolicy: s.ports.some(carriesHttp)
              ? { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'ISTIO_MUTUAL', sni: s.hosts[0] } }] }
              : undefined,
          })],
          exportTo: exportTo(s),
        },
      }),
    },
    {
      id: 'EgressVirtualService',
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      name,
      namespace: s.namespace,
      render: () => ({
        spec: compact({
          hosts: s.hosts,
          gateways: ['mesh', gateway],
          http: s.ports.filter(carriesHttp).flatMap((p) => [
            { match: [{ gateways: ['mesh'], port: p.port }], route: [{ destination: { host: via.host, subset: s.name, port: { number: egressPort(p) } } }] },
            { match: [{ gateways: [gateway], port: egressPort(p) }], route: [{ destination: { host: s.hosts[0], port: { number: p.port } } }] },
          ]),
          tls: s.ports.filter((p) => p.protocol === 'tls' || p.protocol === 'https').flatMap((p) => [
            { match: [{ gateways: ['mesh'], port: p.port, sniHosts: s.hosts }], route: [{ destination: { host: via.host, subset: s.name, port: { number: p.port } } }] },
            { match: [{ gateways: [gateway], port: p.port, sniHosts: s.hosts }], route: [{ destination: { host: s.hosts[0], port: { number: p.port } } }] },
          ]),
          tcp: s.ports.filter((p) => !carriesHttp(p) && p.protocol !== 'tls' && p.protocol !== 'https').flatMap((p) => [
            { match: [{ gateways: ['mesh'], port: p.port }], route: [{ destination: { host: via.host, subset: s.name, port: { number: p.port } } }] },
            { match: [{ gateways: [gateway], port: p.port }], route: [{ destination: { host: s.hosts[0], port: { number: p.port } } }] },
          ]),
          exportTo: exportTo(s),
        }),
      }),
    },
  ];
}

function server(s: ServiceModel, p: PortModel): Json {
  if (carriesHttp(p)) {
    return { port: { number: 443, name: `https-${p.name}`, protocol: 'HTTPS' }, hosts: s.hosts, tls: { mode: 'ISTIO_MUTUAL' } };
  }
  if (p.protocol === 'tls' || p.protocol === 'https') {
    return { port: { number: p.port, name: p.name, protocol: 'TLS' }, hosts: s.hosts, tls: { mode: 'PASSTHROUGH' } };
  }
  return { port: { number: p.port, name: p.name, protocol: 'TCP' }, hosts: s.hosts };
}
