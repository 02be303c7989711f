import { nameOf, routeItems, serviceItems, target, targets } from './facts';
import type { Check } from '../engine/check';
import type { Item } from '../engine/item';
import { at, text } from '../engine/path';
import type { World } from '../engine/world';
import { Severity } from '../finding';

/** What a route is attached to: meshes, and the scopes of gateways as far as they are known. */
function attachments(worlds: readonly World[], route: Item): readonly string[] {
  const scopes = new Map(serviceItems(worlds, 'NetworkServicesGateway').map((g) => [nameOf(g), text(g.object, 'spec.scope')]));
  const gateways = at(route.object, 'spec.gateways[*]').map(({ value }) => target(route, value)).map((g) => `scope ${scopes.get(g ?? '') ?? g}`);
  return [...new Set([...[...targets(route, 'spec.meshes[*]')].map((m) => `mesh ${m}`), ...gateways])];
}

export const duplicateHostname: Check = {
  code: 'MESH961',
  title: 'hostname of two routes in one mesh',
  aliases: ['G-TD1'],
  severity: Severity.ERROR,
  explanation: 'A hostname belongs to one HTTPRoute or GRPCRoute of a mesh, or of the gateways of one scope. Google refuses the second route that names it. '
    + 'Two services of one name in two namespaces meet here by their short names; `shortNames: false` of the control plane leaves these out.',
  runFleet(worlds, report) {
    const taken = new Map<string, Item>();
    for (const route of [...serviceItems(worlds, 'NetworkServicesHTTPRoute'), ...serviceItems(worlds, 'NetworkServicesGRPCRoute')]) {
      for (const place of attachments(worlds, route)) {
        for (const { pointer, value } of at(route.object, 'spec.hostnames[*]')) {
          const key = `${place}\n${String(value)}`;
          const other = taken.get(key);
          if (other && other !== route) {
            report(route, {
              pointer,
              message: `hostname ${String(value)} is one of ${other.kind} ${nameOf(other)} in ${place} already; Google refuses this route`,
              fix: 'take it out of one of the routes, or put all rules of the host into one; for the short names of services: shortNames: false',
              related: [other],
            });
          } else {
            taken.set(key, route);
          }
        }
      }
    }
  },
};

export const unattachedRoute: Check = {
  code: 'MESH962',
  title: 'route of no mesh and no gateway',
  aliases: ['G-TD2'],
  severity: Severity.ERROR,
  explanation: 'A route holds for the meshes and gateways that it names. Without one no client ever sees it, and Google refuses it.',
  runFleet(worlds, report) {
    for (const route of routeItems(worlds)) {
      if (at(route.object, 'spec.meshes[*]').length + at(route.object, 'spec.gateways[*]').length === 0) {
        report(route, { pointer: '/spec', message: `${route.kind} ${nameOf(route)} names no mesh and no gateway, so no client gets it`, fix: 'meshes: [{ name: … }], or gateways' });
      }
    }
  },
};

export const partialWeights: Check = {
  code: 'MESH963',
  title: 'weight of some destinations only',
  aliases: ['G-TD3'],
  severity: Severity.ERROR,
  explanation: 'Destinations of one action have a weight all or none: Google refuses anything else. Without weights each gets the same share.',
  runFleet(worlds, report) {
    for (const route of routeItems(worlds)) {
      for (const { pointer, value } of at(route.object, 'spec.rules[*].action')) {
        const all = at(value, 'destinations[*]');
        const weighted = all.filter((d) => at(d.value, 'weight').length > 0).length;
        if (weighted > 0 && weighted < all.length) {
          report(route, { pointer: `${pointer}/destinations`, message: `${weighted} of ${all.length} destinations have a weight; Google refuses the route`, fix: 'give each a weight, or none' });
        }
      }
    }
  },
};

export const faultOverrides: Check = {
  code: 'MESH964',
  title: 'fault beside a timeout or retries',
  aliases: ['G-TD4'],
  severity: Severity.WARNING,
  explanation: 'Clients ignore the timeout and the retries of an action with a fault: while the fault is tried out, requests wait and fail otherwise than without it.',
  runFleet(worlds, report) {
    for (const route of [...serviceItems(worlds, 'NetworkServicesHTTPRoute'), ...serviceItems(worlds, 'NetworkServicesGRPCRoute')]) {
      if (route.origin.rendered) continue; // who wrote the rule has accepted it
      for (const { pointer, value } of at(route.object, 'spec.rules[*].action')) {
        const ignored = ['timeout', 'retryPolicy'].filter((field) => at(value, field).length > 0);
        if (ignored.length > 0 && at(value, 'faultInjectionPolicy').length > 0) {
          report(route, {
            pointer: `${pointer}/faultInjectionPolicy`,
            message: `clients ignore the ${ignored.join(' and ')} of this action, as it has a fault`,
            fix: 'put the fault into a rule of its own, for requests that carry a header, and leave the others as they are',
          });
        }
      }
    }
  },
};

/** The first route of a mesh takes a connection; which is first among routes nobody says. */
export const tcpRoutesCollide: Check = {
  code: 'MESH977',
  title: 'two TCP routes for the same connections',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'TCP routes of a mesh are told apart by address and port alone. Two that ask for the same take each other\'s connections: two services that listen on one port need addresses (`destinationSubnets` of a TCP rule), or other ports.',
  runFleet(worlds, report) {
    const taken = new Map<string, Item>();
    for (const route of serviceItems(worlds, 'NetworkServicesTCPRoute')) {
      for (const place of attachments(worlds, route).filter((p) => p.startsWith('mesh '))) {
        for (const { pointer, value } of at(route.object, 'spec.rules[*].matches[*]')) {
          const key = [place, text(value, 'address'), text(value, 'port')].join('\n');
          const other = taken.get(key);
          if (other && other !== route) {
            report(route, {
              pointer,
              message: `connections to ${text(value, 'address')}, port ${text(value, 'port')}, are those of ${nameOf(other)} in ${place} already; which route takes them is not said`,
              fix: 'give one of the services another port, or name the addresses of each: destinationSubnets of a TCP rule',
              related: [other],
            });
          } else {
            taken.set(key, route);
          }
        }
      }
    }
  },
};

export const routeChecks: readonly Check[] = [duplicateHostname, unattachedRoute, partialWeights, faultOverrides, tcpRoutesCollide];
