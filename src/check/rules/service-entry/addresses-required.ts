import { clusterSetService } from '../../../world/cluster-set';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const isTrue = (v: unknown): boolean => v === 'true' || v === true;

export const addressesRequired: Check = {
  code: 'MESH241',
  title: 'TCP port of a ServiceEntry without addresses',
  aliases: ['IST0134'],
  severity: Severity.WARNING,
  yieldsTo: ['MESH245'], // of two TCP entries without addresses on one port, the clash says more
  explanation: 'TCP connections contain no host name. Without `addresses`, and without addresses allocated by the mesh, the proxy sends '
    + 'every connection to the port, whatever its destination, to this host.',
  run(world, report) {
    const metadata = world.mesh.config.defaultConfig?.proxyMetadata ?? {};
    const allocated = isTrue(metadata.ISTIO_META_DNS_AUTO_ALLOCATE) || isTrue(metadata.PILOT_ENABLE_IP_AUTOALLOCATE);
    if (isTrue(metadata.ISTIO_META_DNS_CAPTURE) && allocated) return;
    for (const se of world.all('ServiceEntry')) {
      if (se.spec.addresses !== undefined) continue;
      const status = se.object.status as { addresses?: unknown } | undefined;
      if (Array.isArray(status?.addresses) && status.addresses.length) continue;
      se.spec.ports?.forEach((p, i) => {
        if (p.protocol && p.protocol.toUpperCase() !== 'TCP') return;
        if (!p.protocol) {
          report(se, {
            pointer: pointer('spec', 'ports', i),
            severity: Severity.INFO,
            message: `port ${p.number ?? '?'} has no protocol, which istioctl treats as TCP; the proxy detects HTTP and TLS on it, and sends only other connections to ${se.spec.hosts?.join(', ') ?? 'this host'} whatever their address`,
            fix: 'set the protocol of the port',
          });
          return;
        }
        // an alias of a Service, whose callers chose its name
        const alias = se.spec.hosts?.length === 1 && clusterSetService(se.spec.hosts[0]) !== undefined;
        report(se, {
          pointer: pointer('spec', 'ports', i),
          severity: alias ? Severity.INFO : undefined,
          message: `port ${p.number ?? '?'} is ${p.protocol} and the entry has no addresses: connections to port ${p.number ?? '?'} of any address are sent to ${se.spec.hosts?.join(', ') ?? 'this host'}`,
          fix: alias ? 'call the port by the host that the Service has in the cluster, or let the mesh allocate addresses (DNS capture with auto-allocation)'
            : 'set addresses, or a protocol that contains the host (HTTP, TLS), or let the mesh allocate addresses (DNS capture with auto-allocation)',
        });
      });
    }
  },
};
