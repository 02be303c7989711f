import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const ALL = '*/*';
/** With `.` or `*` before the slash: istiod rewrites such a host. */
const rewritten = (host: string): boolean => host !== ALL && /^[.*]\//.test(host);

export const hostAfterAllHosts: Check = {
  code: 'MESH596',
  title: 'server hosts that make istiod panic',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'When istiod reads `*/*` it replaces all hosts of the server by `*`, then continues with the following hosts at their old indexes: at `./NAME` or `*/NAME` it panics (index out of range, Istio 1.31) '
    + 'as soon as a proxy that the Gateway selects connects. No proxy of that istiod gets configuration again until the Gateway is changed. `*/*` already admits every host of every namespace.',
  run(world, report) {
    for (const gateway of world.all('Gateway', 'servers.hosts')) {
      gateway.spec.servers?.forEach((server, i) => {
        const hosts = server.hosts ?? [];
        const all = hosts.indexOf(ALL);
        const at = all < 0 ? -1 : hosts.findIndex((host, n) => n > all && rewritten(host));
        if (at < 0) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'hosts', at),
          message: `the host ${hosts[at]} follows ${ALL}: istiod panics when a proxy of this Gateway connects`,
          fix: `remove ${hosts[at]}, which ${ALL} already admits, or list each host instead of ${ALL}`,
        });
      });
    }
  },
};
