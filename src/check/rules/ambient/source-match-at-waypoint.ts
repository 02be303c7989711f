import { ambientService, anyAmbient, waypointOf } from './_waypoints';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { onMesh } from '../traffic/_destinations';

export const sourceMatchAtWaypoint: Check = {
  code: 'MESH684',
  title: 'match on the client in rules of a waypoint',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A waypoint does not know the labels of the client: a match with `sourceLabels` is dropped, and its requests are handled by another rule. `sourceNamespace` is compared with the namespace of the waypoint, not that of the client.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    for (const vs of world.all('VirtualService', 'http.match.sourceLabels', 'http.match.sourceNamespace')) {
      if (!onMesh(vs)) continue;
      const services = (vs.spec.hosts ?? []).flatMap((h) => world.registry.same(world.registry.resolve(h, vs.namespace)))
        .filter((s) => s.kind === 'Service' && s.namespace === vs.namespace && ambientService(world, s));
      const served = services.map((service) => ({ service, waypoint: waypointOf(world, service.item) })).find((s) => s.waypoint);
      if (!served?.waypoint) continue;
      const { service, waypoint } = served;
      vs.spec.http?.forEach((rule, i) => rule.match?.forEach((match, j) => {
        const labels = Object.keys(match.sourceLabels ?? {}).length > 0;
        if (!labels && (!match.sourceNamespace || match.gateways?.length)) return;
        const only = rule.match!.length === 1;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'match', j, labels ? 'sourceLabels' : 'sourceNamespace'),
          message: labels ? `waypoint ${waypoint.namespace}/${waypoint.name} applies the rules of ${service.host} and drops a match on sourceLabels: ${only ? 'the rule is never used' : 'its requests are handled by another rule'}`
            : `waypoint ${waypoint.namespace}/${waypoint.name} compares sourceNamespace with its own namespace: ${match.sourceNamespace === waypoint.namespace ? 'requests from every namespace match the rule' : 'no request matches the rule'}`,
          fix: 'match on a header that the clients send, or give them a different host to call',
          related: [service.item],
        });
      }));
    }
  },
};
