import { managed, trafficDirector } from './_facts';
import { refusedIn, replacementFor } from './_fields';
import { FIELD_RULES } from '../../../capability/managed-fields';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** One check per rule about what a managed control plane does not support. */
export const fieldChecks: readonly Check[] = FIELD_RULES.map((rule) => ({
  code: rule.code,
  title: `${rule.title} on a managed control plane`,
  aliases: [rule.id],
  severity: rule.deprecated ? Severity.WARNING : Severity.ERROR,
  explanation: `On a control plane that Google runs: ${rule.reason}. Instead: ${Object.entries(rule.replacements ?? {}).map(([kind, what]) => `for ${kind}: ${what}`).join('; ') || rule.replacement}. A warning if it is not known which control plane serves the mesh.`,
  run(world, report) {
    const serves = rule.both ? managed(world) && 'serves' : trafficDirector(world);
    const { channel, implementation } = managed(world) ?? {};
    if (!serves || (channel !== undefined && rule.channels?.includes(channel))) return;
    const unknown = serves === 'may serve' || (rule.unsure && implementation !== 'traffic-director') || (rule.channels && channel === undefined);
    for (const { item, pointer } of refusedBy(world).get(rule.code) ?? []) {
      report(item, {
        ...(pointer ? { pointer } : {}),
        severity: rule.deprecated || unknown ? Severity.WARNING : Severity.ERROR,
        message: `${rule.reason}${serves === 'may serve' ? ' (unless managed istiod serves this mesh, which is not known)' : ''}`,
        fix: remedy(replacementFor(rule, item)),
      });
    }
  },
}));

/** The remedy as the start of a sentence. */
const remedy = (replacement: string): string => (replacement.startsWith('leave ') ? replacement : `use ${replacement}`);

function refusedBy(world: World) {
  return world.once(refusedBy, () => {
    const byCode = new Map<string, { item: World['items'][number]; pointer: string }[]>();
    for (const item of world.items) {
      for (const { rule, pointer } of refusedIn(item, world)) byCode.set(rule.code, [...byCode.get(rule.code) ?? [], { item, pointer }]);
    }
    return byCode;
  });
}
