import { clusterOf } from './_facts';
import { clusterSetService, exportedHost } from '../../../world/cluster-set';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';
import { destinations } from '../traffic/_destinations';

export const notExported: Check = {
  code: 'MESH935',
  title: 'clusterset host that no cluster exports',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A service has the host `NAME.NAMESPACE.svc.clusterset.local` once a cluster of the fleet exports it. Until then DNS doesn\'t resolve the name, and no proxy has endpoints for it. '
    + 'If only one cluster is checked this is information: another one may export it.',
  run(world, report) {
    for (const [item, at, host] of references(world)) {
      const service = clusterSetService(host);
      if (service && !exportedHost(world, host) && !declared(world, item, host)) reportHost(world, report, item, at, host, service);
    }
  },
};

function reportHost(world: World, report: Report, item: Item, at: string, host: string, { name, namespace }: NonNullable<ReturnType<typeof clusterSetService>>): void {
  const closed = world.siblings.length > 0 || world.closed(namespace);
  const clusters = [world, ...world.siblings].filter((w) => w.find('Service', namespace, name)).map(clusterOf).filter((c) => c !== '');
  report(item, {
    pointer: at,
    severity: closed ? Severity.WARNING : Severity.INFO,
    message: `no cluster ${closed ? '' : 'in the checked objects '}exports service ${namespace}/${name}, so the host ${host} does not exist`,
    fix: `export it where it runs${clusters.length > 0 ? ` (${clusters.join(', ')})` : ''} with a ServiceExport ${namespace}/${name}, in constructs new ServiceExport(chart, 'export', { service }); or use the service's own host`,
  });
}

/** A ServiceEntry with its own endpoints defines the host, whether or not a cluster exports the host. A ServiceEntry without endpoints is itself checked, instead of the references to it. */
function declared(world: World, item: Item, host: string): boolean {
  return world.registry.same(host).some((r) => r.kind === 'ServiceEntry' && (r.item !== item || endpoints(r.item)));
}

function endpoints(item: Item): boolean {
  const { endpoints: given, workloadSelector } = (item.object as any).spec ?? {};
  return workloadSelector !== undefined || (Array.isArray(given) && given.length > 0);
}

/** References to hosts that all clusters know: the object, the place in it, and the host. */
function* references(world: World): Iterable<readonly [Item, string, string]> {
  const named = (host: string) => clusterSetService(host) !== undefined;
  for (const entry of world.all('ServiceEntry')) for (const [i, host] of (entry.spec.hosts ?? []).entries()) if (named(host)) yield [entry, pointer('spec', 'hosts', i), host];
  for (const vs of world.all('VirtualService')) for (const [i, host] of (vs.spec.hosts ?? []).entries()) if (named(host)) yield [vs, pointer('spec', 'hosts', i), host];
  for (const use of destinations(world)) if (named(use.host)) yield [use.vs, `${use.pointer}/host`, use.host];
  for (const rule of world.all('DestinationRule')) if (rule.spec.host && named(rule.spec.host)) yield [rule, '/spec/host', rule.spec.host];
  for (const sidecar of world.all('Sidecar')) {
    for (const [i, listener] of (sidecar.spec.egress ?? []).entries()) {
      for (const [j, entry] of (listener.hosts ?? []).entries()) {
        const host = entry.slice(entry.indexOf('/') + 1);
        if (named(host)) yield [sidecar, pointer('spec', 'egress', i, 'hosts', j), host];
      }
    }
  }
}
