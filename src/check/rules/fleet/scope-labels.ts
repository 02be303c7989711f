import { clusterOf, fleetFacts, membersOf, referred } from './_facts';
import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const labelsOf = (item: Item | undefined): Readonly<Record<string, unknown>> => ((item?.object as any)?.spec?.namespaceLabels ?? {}) as Record<string, unknown>;

export const scopeLabels: Check = {
  code: 'MESH737',
  title: 'namespace label that conflicts with its scope',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A fleet writes the `namespaceLabels` of a scope, and of a fleet namespace, to the namespaces in every cluster. If the Namespace applied to a cluster has a different value, the two overwrite each other endlessly, and policies that select by the label apply intermittently.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const scopes = new Map(facts.of('GKEHubScope').flatMap((s) => [[s.name, s], [text(s.object, 'spec.resourceID') ?? s.name, s]] as const));
    for (const namespace of facts.of('GKEHubNamespace')) {
      const scope = scopes.get(referred(namespace, 'spec.scopeRef') ?? '');
      const name = text(namespace.object, 'spec.namespaceID') ?? text(namespace.object, 'spec.resourceID') ?? namespace.name;
      // labels of the namespace itself take precedence over those of its scope
      const expected = { ...labelsOf(scope), ...labelsOf(namespace) };
      for (const world of membersOf(worlds)) {
        const there = world.namespace(name);
        if (!there) continue;
        for (const [key, value] of Object.entries(expected)) {
          const own = there.labels[key];
          if (own === undefined || own === textOf(value)) continue;
          report(there, {
            pointer: `/metadata/labels/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`,
            message: `namespace ${name} has label ${key}: ${own} in ${clusterOf(world)}, but the fleet sets ${key}: ${textOf(value)}: each overwrites the other`,
            fix: `set ${key}: ${textOf(value)}, or remove the label here and let the fleet set it`,
            related: [...labelsOf(namespace)[key] === undefined && scope ? [scope] : [namespace]],
          });
        }
      }
    }
  },
};
