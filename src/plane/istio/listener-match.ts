import type { SharedConditions } from './http-route';
import { covers } from '../../model/edge/conjunction';
import { seesRequests } from '../../model/edge/scope';
import type { ListenerModel } from '../../model/gateway';

/**
 * The match that distinguishes the requests of a listener from those of the gateway's other listeners. istiod binds a VirtualService to every server of its
 * Gateway that shares a host with it: the routes of `*.example.com` are appended to those of `shop.example.com`, or prepended if the object is older. The
 * rules of a wildcard therefore exclude the more specific hosts of the port's other listeners, and rules name their port if listeners on several ports share
 * hosts.
 */
export function listenerMatch(l: ListenerModel, hosts: readonly string[], all: readonly ListenerModel[]): SharedConditions {
  const others = all.filter((o) => o !== l);
  const apart = others.some((o) => o.hosts.some((h) => hosts.includes(h))) || others.some((o) => o.port !== l.port && seesRequests(o) && overlap(o.hosts, hosts));
  const narrower = others.filter((o) => o.port === l.port && seesRequests(o)).flatMap((o) => o.hosts).filter((h) => !l.hosts.includes(h) && hosts.some((own) => covers(own, h)));
  return { ...(apart ? { port: l.port } : {}), ...(narrower.length > 0 ? { exceptHosts: [...new Set(narrower)].sort() } : {}) };
}

const overlap = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.some((y) => covers(x, y) || covers(y, x)));
