import { naming, USE } from './_waypoints';
import { pointer, unknownIn, type Check } from '../../engine/check';
import { nearObject, orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const waypointMissing: Check = {
  code: 'MESH675',
  title: 'waypoint that does not exist',
  aliases: ['KIA1313'],
  severity: Severity.ERROR,
  explanation: '`istio.io/use-waypoint` names a Gateway that does not exist. Requests go straight to the pods, and no policy of a waypoint is enforced.',
  run(world, report) {
    for (const item of naming(world)) {
      const name = item.labels[USE];
      if (!name || name === 'none') continue;
      const namespace = item.labels[`${USE}-namespace`] || item.namespace || item.name;
      if (world.find('KubeGateway', namespace, name)) continue;
      const severity = unknownIn(world, namespace);
      report(item, {
        pointer: pointer('metadata', 'labels', USE),
        severity,
        message: `waypoint ${namespace}/${name} is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}: requests go straight to the pods, and no waypoint policy is enforced`,
        fix: orNear(nearObject(world, 'KubeGateway', namespace, name), `define the Gateway (gatewayClassName istio-waypoint), or name one that exists; for a waypoint in another namespace add ${USE}-namespace`),
      });
    }
  },
};
