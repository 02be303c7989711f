import { letThrough } from './egress-access';
import { callersElsewhere, exportTo } from './service-entry';
import { istioSlot, type Place } from './slot';
import { place, some } from './values';
import { ClientTls } from '../../istio/client-tls';
import { GatewayRef } from '../../istio/gateway-ref';
import { Protocol } from '../../istio/protocol';
import { Server } from '../../istio/server';
import { ServerTls } from '../../istio/server-tls';
import { ExportTo } from '../../istio/visibility';
import { joined, qualified } from '../../model/object-name';
import { carriesHttp, carriesTls, egressPort, type EgressModel, type PortModel, type ServiceModel } from '../../model/service';
import type { Slot } from '../plane';

/** What makes traffic to an external service leave by a gateway: a server of the gateway, and routes to it and from it. */
export function egressSlots(s: ServiceModel, via: EgressModel): readonly Slot[] {
  const at = (kind: string) => ({ id: `Egress${kind}`, name: joined(s.name, 'egress'), namespace: s.namespace });
  return [
    istioSlot('Gateway', at('Gateway'), () => ({ selector: via.selector, servers: s.ports.map((p) => server(s, p)) })),
    // a proxy looks for rules about the gateway in its own namespace, then in the gateway's: each namespace of callers has its own
    subset(s, via, at('DestinationRule')),
    ...callersElsewhere(s).map((namespace) => subset(s, via, { id: `EgressDestinationRule-${namespace}`, name: joined(qualified(s.namespace, s.name), 'egress'), namespace })),
    istioSlot('VirtualService', at('VirtualService'), () => ({
      hosts: s.hosts,
      gateways: [GatewayRef.mesh(), gatewayOf(s)],
      http: some(s.ports.filter(carriesHttp).flatMap((p) => legs(s, via, p))),
      tls: some(s.ports.filter(carriesTls).flatMap((p) => legs(s, via, p).map(({ match: [m], route }) => ({ match: [{ ...m, sniHosts: s.hosts }], route })))),
      tcp: some(s.ports.filter((p) => !carriesHttp(p) && !carriesTls(p)).flatMap((p) => legs(s, via, p))),
      exportTo: exportTo(s),
    })),
    ...(via.closed() ? [letThrough(s, via)] : []),
  ];
}

/** The gateway, as callers of one namespace speak to it on the way to the service. */
function subset(s: ServiceModel, via: EgressModel, where: Place): Slot {
  return istioSlot('DestinationRule', where, () => ({
    host: via.host,
    subsets: [{
      name: s.name,
      trafficPolicy: s.ports.some(carriesHttp) ? { portLevelSettings: [{ port: 443, tls: ClientTls.istioMutual({ sni: s.hosts[0] }) }] } : undefined,
    }],
    exportTo: [ExportTo.sameNamespace()],
  }));
}

function gatewayOf(s: ServiceModel): GatewayRef {
  return GatewayRef.named(joined(s.name, 'egress'), s.namespace);
}

/** The two legs of the way out: from the caller to the gateway, and from there to the service. */
function legs(s: ServiceModel, via: EgressModel, p: PortModel) {
  return [
    { match: [{ gateways: [GatewayRef.mesh()], port: p.port }], route: [{ destination: place(via.host, egressPort(p), s.name) }] },
    { match: [{ gateways: [gatewayOf(s)], port: egressPort(p) }], route: [{ destination: place(s.hosts[0], p.port) }] },
  ];
}

function server(s: ServiceModel, p: PortModel): Server {
  const hosts = [...s.hosts];
  if (carriesHttp(p)) {
    return Server.https({ hosts, portName: `https-${p.name}`, tls: ServerTls.istioMutual() });
  }
  if (carriesTls(p)) {
    return Server.tls({ hosts, port: p.port, portName: p.name, tls: ServerTls.passthrough() });
  }
  return Server.protocol(Protocol.TCP, p.port, { hosts, portName: p.name });
}
