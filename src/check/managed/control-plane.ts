import { load } from 'js-yaml';
import { managed, REVISIONS, trafficDirector } from './facts';
import type { Check } from '../engine/check';
import type { Item } from '../engine/item';
import { text } from '../engine/path';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { clusterOf, fleetOf, itemsOf } from '../fleet/facts';

const REV = 'istio.io/rev';
const INJECTION = 'istio-injection';

export const twoInjectionLabels: Check = {
  code: 'MESH751',
  title: 'namespace with two injection labels on a managed plane',
  aliases: ['G-CP1'],
  severity: Severity.ERROR,
  explanation: 'A namespace names its control plane by `istio-injection: enabled` or by `istio.io/rev`. With both, the first wins and the revision is not what it seems.',
  run(world, report) {
    if (!managed(world)) return;
    for (const ns of world.all('Namespace')) {
      if (ns.labels[INJECTION] === 'enabled' && ns.labels[REV] !== undefined) {
        report(ns, {
          pointer: '/metadata/labels',
          message: `namespace ${ns.name} has istio-injection: enabled and istio.io/rev: ${ns.labels[REV]}; the first wins, whatever the revision says`,
          fix: 'keep one of the two labels',
        });
      }
    }
  },
};

export const unknownRevision: Check = {
  code: 'MESH752',
  title: 'unknown managed revision',
  aliases: ['G-CP2'],
  severity: Severity.ERROR,
  explanation: 'Google\'s revisions are `asm-managed` (regular), `asm-managed-rapid` and `asm-managed-stable`. Pods of a namespace with another name get no proxy.',
  run(world, report) {
    const named: [Item, string, string][] = [
      ...world.all('Namespace').map((n): [Item, string, string] => [n, n.labels[REV] ?? '', '/metadata/labels/istio.io~1rev']),
      ...itemsOf(world, 'mesh.cloud.google.com', 'ControlPlaneRevision').map((c): [Item, string, string] => [c, c.name, '/metadata/name']),
    ];
    for (const [item, revision, pointer] of named) {
      const wrong = item.kind === 'ControlPlaneRevision' ? !REVISIONS.includes(revision) : revision.startsWith('asm-managed') && !REVISIONS.includes(revision);
      if (wrong) {
        report(item, { pointer, message: `no managed revision is called ${revision}, so nothing injects proxies for it`, fix: `use ${REVISIONS.join(', ')}` });
      }
    }
  },
};

export const authoredRevision: Check = {
  code: 'MESH753',
  title: 'revision that Google authors, too',
  aliases: ['G-CP3'],
  severity: Severity.ERROR,
  explanation: 'With automatic management Google makes the ControlPlaneRevision. One of your own is in its way.',
  run(world, report) {
    if (!managed(world)?.automatic) return;
    for (const revision of itemsOf(world, 'mesh.cloud.google.com', 'ControlPlaneRevision')) {
      report(revision, {
        message: `the fleet manages the control plane of ${clusterOf(world)} automatically, and authors its revision itself`,
        fix: 'leave the ControlPlaneRevision out, or manage the mesh manually (MANAGEMENT_MANUAL)',
      });
    }
  },
};

export const deprecatedManagement: Check = {
  code: 'MESH754',
  title: 'older field for the management of a mesh',
  aliases: ['G-CP4'],
  severity: Severity.WARNING,
  explanation: '`mesh.controlPlane` of a feature membership has been replaced by `mesh.management`.',
  run(world, report) {
    for (const item of itemsOf(world, 'gkehub.cnrm.cloud.google.com', 'GKEHubFeatureMembership')) {
      const value = text(item.object, 'spec.mesh.controlPlane');
      if (value !== undefined) {
        report(item, { pointer: '/spec/mesh/controlPlane', message: 'mesh.controlPlane is deprecated', fix: `mesh.management: MANAGEMENT_${value}` });
      }
    }
  },
};

/** Members of the mesh configuration that Traffic Director reads; a null takes all below it. */
const READ: Tree = {
  outboundTrafficPolicy: null,
  accessLogFile: null,
  defaultProviders: { accessLogging: null, tracing: null },
  defaultConfig: { tracing: { stackdriver: null }, proxyMetadata: { ENABLE_NATIVE_SIDECARS: null }, image: { imageType: null } },
};
interface Tree { readonly [key: string]: Tree | null }

function unread(config: unknown, tree: Tree, path = ''): string[] {
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([key, value]) => {
    const here = `${path}${key}`;
    if (!Object.hasOwn(tree, key)) return [here];
    const below = tree[key];
    return below === null ? [] : unread(value, below, `${here}.`);
  });
}

/** Parts of a mesh configuration that Traffic Director does not read. */
export function unreadConfig(map: Item): readonly string[] {
  try {
    return unread(load(text(map.object, 'data.mesh') ?? ''), READ);
  } catch {
    return []; // unreadable: other checks say so
  }
}

export const configMaps = (world: World) => world.all('ConfigMap').filter((c) => /^istio-asm-managed(-|$)/.test(c.name) && c.namespace === 'istio-system');

export const meshConfigKeys: Check = {
  code: 'MESH755',
  title: 'mesh configuration that Traffic Director does not read',
  aliases: ['G-CP5'],
  severity: Severity.ERROR,
  explanation: 'Traffic Director reads a few members of the mesh configuration: outboundTrafficPolicy, accessLogFile, defaultProviders (accessLogging, tracing), tracing by stackdriver, native sidecars. All else does nothing.',
  run(world, report) {
    const serves = trafficDirector(world);
    if (!serves) return;
    for (const map of configMaps(world)) {
      for (const key of unreadConfig(map)) {
        report(map, {
          pointer: '/data/mesh',
          severity: serves === 'serves' ? Severity.ERROR : Severity.WARNING,
          message: `Traffic Director does not read '${key}' of the mesh configuration, so it does nothing`,
          fix: 'leave it out; a Telemetry, DestinationRule or AuthorizationPolicy may say the same',
        });
      }
    }
  },
};

export const configMapName: Check = {
  code: 'MESH756',
  title: 'mesh configuration that nobody reads',
  aliases: ['G-CP6'],
  severity: Severity.WARNING,
  explanation: 'Each channel has its map: `istio-asm-managed`, `-rapid`, `-stable`. Traffic Director reads the map of the rapid channel, whatever the channel is; managed istiod that of its own.',
  run(world, report) {
    const maps = configMaps(world);
    if (!managed(world) || maps.length === 0) return;
    if (trafficDirector(world)) {
      if (!maps.some((m) => m.name === 'istio-asm-managed-rapid')) {
        report(maps[0], {
          pointer: '/metadata/name',
          message: `Traffic Director reads ConfigMap istio-asm-managed-rapid whatever the channel is, and there is only ${maps.map((m) => m.name).join(', ')}`,
          fix: 'write the same to istio-asm-managed-rapid',
        });
      }
      return;
    }
    const revisions = new Set([
      ...itemsOf(world, 'mesh.cloud.google.com', 'ControlPlaneRevision').map((c) => c.name),
      ...world.all('Namespace').map((n) => n.labels[REV]).filter((r) => r?.startsWith('asm-managed')),
    ]);
    for (const map of maps) {
      if (revisions.size > 0 && !revisions.has(map.name.slice('istio-'.length))) {
        report(map, { pointer: '/metadata/name', message: `no control plane of this cluster reads ${map.name}: its revision is ${[...revisions].join(', ')}`, fix: `call it istio-${[...revisions][0]}` });
      }
    }
  },
};

/** Parts of a control plane that runs in the cluster. */
export function inClusterParts(world: World): readonly Item[] {
  return [
    ...world.all('Deployment').filter((d) => d.labels.app === 'istiod' && d.namespace === 'istio-system'),
    ...itemsOf(world, 'install.istio.io', 'IstioOperator'),
  ];
}

export const inClusterOnGke: Check = {
  code: 'MESH757',
  title: 'control plane in a GKE cluster of a fleet',
  aliases: ['G-CP7'],
  severity: Severity.WARNING,
  explanation: 'Control planes in GKE clusters on Google Cloud are deprecated, and one in any cluster keeps the whole fleet from Traffic Director. Beside a managed one in the same cluster they fight for the same webhooks and definitions.',
  run(world, report) {
    const gke = fleetOf(world).members.some((m) => m.gke && m.name === world.options.cluster);
    const both = managed(world) !== undefined;
    for (const part of inClusterParts(world)) {
      if (both) {
        report(part, {
          severity: Severity.ERROR,
          message: `cluster ${clusterOf(world)} has a managed control plane, and ${part.kind} ${part.name} runs another one beside it`,
          fix: 'run one of the two; cdk8s-mesh migrate-report says what must change on the way to the managed one',
        });
      } else if (gke) {
        report(part, {
          message: 'a control plane in a GKE cluster is deprecated, and keeps the fleet from Traffic Director',
          fix: 'move to ControlPlane.managed; cdk8s-mesh migrate-report says what must change',
        });
      }
    }
  },
};

export const controlPlaneChecks = [twoInjectionLabels, unknownRevision, authoredRevision, deprecatedManagement, meshConfigKeys, configMapName, inClusterOnGke];
