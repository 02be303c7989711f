import type { CallModel } from '../model/security';
import type { ServiceModel } from '../model/service';
import type { Unit } from '../model/unit';

/**
 * Tells whether a change of a unit may ask for other objects than before. Most changes of a service alter what is in its objects and not which there are:
 * a further call, a further rule's weight. Whatever a shape misses is noticed before anybody looks.
 */
export class Shape {
  private last?: string;
  private readonly kindsOfCallers = new Set<string>();
  private callersSeen = 0;

  /** Whether the unit has another shape than at the last time. Units other than services are small, and always have. */
  public changed({ service }: Unit): boolean {
    if (!service) return true;
    const now = this.of(service);
    const before = this.last;
    this.last = now;
    return now !== before;
  }

  private of(s: ServiceModel): string {
    const { versions, identity, clusterSet, external } = s;
    return [
      s.ownsIdentity ? identity?.serviceAccount : '', s.workload ? 1 : 0, s.endpointGroups.length, Object.keys(s.selector).length,
      versions.length, versions.reduce((n, v) => n + (v.policy ? 1 : 0), 0),
      s.split.length, s.httpRules.length, s.tlsRules.length, s.tcpRules.length, s.routesFrom.size, s.routedFrom.size,
      s.policy ? 1 : 0, s.portPolicies.size, s.mtls, s.portMtls.size, s.access.length, s.jwt.length,
      s.adopted && s.calls.length > 0 ? 1 : 0, this.callers(s.callers), clusterSet?.by, clusterSet?.refused, external?.via ? 1 : 0, (s.waypoint ?? s.namespaceModel?.waypoint)?.path,
    ].join('|');
  }

  /** How many kinds of callers there are, as far as planes tell them apart. Callers are only ever added. */
  private callers(callers: readonly CallModel[]): number {
    for (; this.callersSeen < callers.length; this.callersSeen++) {
      const { caller, identity, clusterSet, ports, gateway, foreignGateway, outside } = callers[this.callersSeen];
      this.kindsOfCallers.add([caller?.namespace, caller?.proxyless, caller?.dataPlane, caller?.client, identity ? 1 : 0, clusterSet && ports, gateway, foreignGateway, outside].join('|'));
    }
    return this.kindsOfCallers.size;
  }
}
