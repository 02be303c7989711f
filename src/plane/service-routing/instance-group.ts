import { createHash } from 'crypto';
import { healthCheckOf } from './health-check';
import { clientGrant } from './mesh';
import { connector, type Json, resourceName } from './names';
import { compact } from '../../grammar/json';
import { trimEnd } from '../../grammar/trim';
import type { InstanceGroupModel, ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/**
 * The objects of a managed instance group: a template of its VMs, the group itself with the ports that backend services name, the health check for replacing
 * VMs, and the role that allows their proxies to fetch routes.
 */
export function instanceGroupSlots(r: ServiceRoutingModel, g: InstanceGroupModel): readonly Slot[] {
  const template = templateSpec(r, g);
  // VMs keep the template that they were created from: a change creates a new template, and the group migrates to it
  const templateName = resourceName(g.name, createHash('sha256').update(JSON.stringify([template, g.labels])).digest('hex').slice(0, 8));
  const { probe } = g;
  const checkName = resourceName(g.name, 'alive');
  const labels = { ...g.labels, ...(g.proxied ? { 'gce-service-proxy': 'on' } : {}) };
  return [
    { ...connector(r, 'compute', 'ComputeInstanceTemplate', templateName, () => template, { id: 'Template', owner: g.path }), ...(Object.keys(labels).length > 0 ? { labels } : {}) },
    connector(r, 'compute', 'ComputeInstanceGroupManager', g.name, () => compact({
      projectRef: { external: `projects/${r.project.id}` },
      location: g.location,
      distributionPolicy: g.zones.length > 0 ? { zones: g.zones.map((zone) => ({ zone: `projects/${r.project.id}/zones/${zone}` })) } : undefined,
      targetSize: g.size,
      baseInstanceName: trimEnd(resourceName(g.name).slice(0, 58), '-'), // four letters are added
      instanceTemplateRef: { name: templateName },
      namedPorts: Object.entries(g.ports).map(([name, port]) => ({ name, port })),
      autoHealingPolicies: probe ? [{ healthCheckRef: { name: checkName }, initialDelaySec: g.initialDelaySeconds }] : undefined,
      updatePolicy: { type: 'PROACTIVE', minimalAction: 'REPLACE', maxSurge: { fixed: surge(g) }, maxUnavailable: { fixed: 0 } },
    }), { id: 'Group', owner: g.path }),
    ...(probe ? [connector(r, 'compute', 'ComputeHealthCheck', checkName, () => compact({
      location: 'global', checkIntervalSec: probe.periodSeconds, timeoutSec: probe.periodSeconds && Math.min(5, probe.periodSeconds), ...healthCheckOf(probe, { port: probe.port, portSpecification: 'USE_FIXED_PORT' }),
    }), { id: 'HealthCheck', owner: g.path })] : []),
    ...(g.proxied ? [clientGrant(r, g.serviceAccount)] : []),
  ];
}

/** Additional VMs during a template change: one per zone, the minimum for a regional group. */
function surge(g: InstanceGroupModel): number {
  const zonal = /-[a-z]$/.test(g.location);
  return zonal ? 1 : g.zones.length || 3;
}

function templateSpec(r: ServiceRoutingModel, g: InstanceGroupModel): Json {
  return compact({
    machineType: g.machineType,
    disk: [compact({ boot: true, autoDelete: true, sourceImageRef: { external: g.image }, diskSizeGb: g.diskGib })],
    networkInterface: [g.subnetwork === undefined ? { networkRef: { external: r.network } } : { subnetworkRef: { external: g.subnetwork } }],
    serviceAccount: { scopes: ['cloud-platform'], serviceAccountRef: { external: g.serviceAccount } },
    tags: g.tags.length > 0 ? g.tags : undefined,
    metadata: Object.keys(g.metadata).length > 0 ? Object.entries(g.metadata).map(([key, value]) => ({ key, value })) : undefined,
  });
}
