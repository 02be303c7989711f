import { managed } from './_facts';
import { ASM_OPTIONS, IP_ALLOCATION_CHANNELS } from '../../../capability/dated-facts';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const PRIVATE_CA = /(^|;)\s*CA\s*=\s*PRIVATECA\s*(;|$)/;
const CA_POOL = /(^|;)\s*CAAddr\s*=\s*[^;\s]/;

export const asmOptions: Check = {
  code: 'MESH741',
  title: 'unknown option of a managed mesh',
  aliases: [],
  severity: Severity.WARNING,
  explanation: `ConfigMap \`asm-options\` in istio-system contains the options of Google's managed mesh: ${ASM_OPTIONS.map((o) => `\`${o}\``).join(', ')}. Any other key or value has no effect. \`ip_auto_allocation: "true"\` allocates addresses to hosts of ServiceEntries since 29 July 2026, in the rapid channel.`,
  run(world, report) {
    const options = world.find('ConfigMap', 'istio-system', 'asm-options');
    if (!options) return;
    const data = ((options.object as any).data ?? {}) as Record<string, unknown>;
    for (const [key, value] of Object.entries(data)) {
      const pointer = `/data/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
      if (!ASM_OPTIONS.includes(key)) {
        report(options, { pointer, message: `a managed mesh has no option '${key}': it has no effect`, fix: `use ${ASM_OPTIONS.join(', ')}` });
      } else if (key === 'ip_auto_allocation') {
        const { channel } = managed(world) ?? {};
        if (value !== 'true' && value !== 'false') {report(options, { pointer, message: `ip_auto_allocation is '${textOf(value)}', but must be "true" or "false": it has no effect`, fix: 'set "true"' });} else if (value === 'true' && channel !== undefined && !IP_ALLOCATION_CHANNELS.includes(channel)) {
          report(options, { pointer, message: `addresses are allocated in channel ${IP_ALLOCATION_CHANNELS.join(', ')} only, and this mesh is in ${channel}: hosts get no address`, fix: 'set addresses in each ServiceEntry, or use a cluster in the rapid channel' });
        }
      } else if (key === 'multicluster_mode' && value !== 'connected' && value !== 'manual') {
        report(options, { pointer, message: `multicluster_mode is '${textOf(value)}', but must be connected or manual: it has no effect`, fix: 'set connected or manual' });
      } else if (key === 'ASM_OPTS' && !textOf(value).split(';').every((option) => /^\s*$|^\s*(CA|CAAddr|CNI)\s*=/.test(option))) {
        report(options, { pointer, message: `'${textOf(value)}' is not a list of options: it has no effect`, fix: 'set CA=PRIVATECA;CAAddr=POOL, or CA=MANAGEDCAS' });
      } else if (key === 'ASM_OPTS' && PRIVATE_CA.test(textOf(value)) && !CA_POOL.test(textOf(value))) {
        report(options, { pointer, message: `'${textOf(value)}' selects CA Service without a CA pool: workloads get no certificate from it`, fix: 'add the pool: CA=PRIVATECA;CAAddr=projects/PROJECT/locations/LOCATION/caPools/POOL' });
      }
    }
  },
};
