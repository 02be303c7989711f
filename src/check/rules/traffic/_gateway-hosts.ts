import type { ItemOf } from '../../../world/item';

/** Hosts of the servers of a Gateway, as `namespace/host`, `ALL/host` or `host`, with `.` expanded. */
export function serverHosts(gateway: ItemOf<'Gateway'>): string[] {
  return (gateway.spec.servers ?? []).flatMap((server) => {
    const hosts = (server.hosts ?? []).map((h) => {
      if (!h.includes('/')) return h;
      const [scope, name] = [h.slice(0, h.indexOf('/')), h.slice(h.indexOf('/') + 1)];
      if (scope === '.') return `${gateway.namespace}/${name}`;
      return scope === '*' ? name : h;
    });
    return hosts.includes('*') ? ['*'] : hosts;
  });
}
