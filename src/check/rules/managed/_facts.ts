import type { Channel } from '../../../capability/dated-facts';
import type { World } from '../../../world/world';
import { text } from '../../engine/path';
import { fleetOf, meshMemberships, referred } from '../fleet/_facts';

/** A mesh whose control plane Google runs. */
export interface Managed {
  /** the implementation that serves it; undefined if not specified */
  readonly implementation?: 'traffic-director' | 'istiod';
  /** how early it gets new versions, as far as known */
  readonly channel?: Channel;
  /** whether Google installs it, as far as known */
  readonly automatic?: boolean;
}

export const REVISIONS = ['asm-managed', 'asm-managed-rapid', 'asm-managed-stable'];

/** Who runs the control plane of a cluster, from the given facts and its objects. */
export function managed(world: World): Managed | undefined {
  return world.once(managed, () => find(world));
}

function find(world: World): Managed | undefined {
  if (world.options.role === 'management') return undefined;
  const membership = world.options.cluster === undefined ? undefined : meshMemberships(fleetOf(world)).find((m) => referred(m, 'spec.membershipRef') === world.options.cluster);
  const mesh = (membership?.object as any)?.spec?.mesh;
  const automatic = mesh === undefined ? undefined : mesh.management === 'MANAGEMENT_AUTOMATIC' || mesh.controlPlane === 'AUTOMATIC';
  if (world.options.managed) return { channel: channelOf(world), ...world.options.managed, automatic };
  const told = automatic === true
    || world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision').length > 0
    || world.all('ConfigMap').some((c) => /^istio-asm-managed(-|$)/.test(c.name))
    || world.all('Namespace').some((n) => n.labels['istio.io/rev']?.startsWith('asm-managed'));
  return told ? { automatic, channel: channelOf(world) } : undefined;
}

/** The release channel according to the objects: an authored revision, a label of a namespace, or the release channel of the cluster. */
function channelOf(world: World): Channel | undefined {
  const cluster = [world, ...world.siblings].flatMap((w) => w.ofKind('container.cnrm.cloud.google.com', 'ContainerCluster')).find((c) => c.name === world.options.cluster);
  const said = [
    ...world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision').map((r) => text(r.object, 'spec.channel')),
    ...world.all('Namespace').map((n) => /^asm-managed-(rapid|stable)$/.exec(n.labels['istio.io/rev'] ?? '')?.[1]),
    text(cluster?.object, 'spec.releaseChannel.channel')?.toLowerCase(),
  ];
  return (['rapid', 'regular', 'stable'] as const).find((channel) => said.includes(channel));
}

/** Whether something that Traffic Director does not support is an error here (it serves the mesh), a warning (unknown), or neither. */
export function trafficDirector(world: World): 'serves' | 'may serve' | undefined {
  const m = managed(world);
  if (!m || m.implementation === 'istiod') return undefined;
  return m.implementation === 'traffic-director' ? 'serves' : 'may serve';
}
