import { managed } from './_facts';
import { ASM_OPTIONS, IP_ALLOCATION_CHANNELS } from '../../../capability/dated-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const asmOptions: Check = {
  code: 'MESH741',
  title: 'option of a managed mesh that nobody reads',
  aliases: [],
  severity: Severity.WARNING,
  explanation: `ConfigMap \`asm-options\` in istio-system has the options of Google's managed mesh: ${ASM_OPTIONS.map((o) => `\`${o}\``).join(', ')}. Another key, or another value than it takes, does nothing. \`ip_auto_allocation: "true"\` gives addresses to hosts of ServiceEntries since 29 July 2026, in the rapid channel.`,
  run(world, report) {
    const options = world.find('ConfigMap', 'istio-system', 'asm-options');
    if (!options) return;
    const data = ((options.object as any).data ?? {}) as Record<string, unknown>;
    for (const [key, value] of Object.entries(data)) {
      const pointer = `/data/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
      if (!ASM_OPTIONS.includes(key)) {
        report(options, { pointer, message: `a managed mesh has no option '${key}': it does nothing`, fix: `use ${ASM_OPTIONS.join(', ')}` });
      } else if (key === 'ip_auto_allocation') {
        const { channel } = managed(world) ?? {};
        if (value !== 'true' && value !== 'false') {report(options, { pointer, message: `ip_auto_allocation is '${String(value)}', and must be "true" or "false": it does nothing`, fix: 'write "true"' });} else if (value === 'true' && channel !== undefined && !IP_ALLOCATION_CHANNELS.includes(channel)) {
          report(options, { pointer, message: `addresses are given to hosts in channel ${IP_ALLOCATION_CHANNELS.join(', ')} alone, and this mesh is in ${channel}: hosts get none`, fix: 'name addresses in each ServiceEntry, or use a cluster of channel rapid' });
        }
      } else if (key === 'multicluster_mode' && value !== 'connected' && value !== 'manual') {
        report(options, { pointer, message: `multicluster_mode is '${String(value)}', and must be connected or manual: it does nothing`, fix: 'write connected or manual' });
      } else if (key === 'ASM_OPTS' && !String(value).split(';').every((option) => /^\s*$|^\s*(CA|CAAddr|CNI)\s*=/.test(option))) {
        report(options, { pointer, message: `'${String(value)}' is no list of options: it does nothing`, fix: 'write CA=PRIVATECA;CAAddr=POOL, or CA=MANAGEDCAS' });
      }
    }
  },
};
