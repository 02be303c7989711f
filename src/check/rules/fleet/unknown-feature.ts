import { fleetFacts } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const FEATURES = new Set([
  'servicemesh', 'multiclusterservicediscovery', 'multiclusteringress', 'configmanagement', 'policycontroller', 'fleetobservability', 'workloadidentity', 'rbacrolebindingactuation',
  'clusterupgrade', 'dataplanev2', 'identityservice', 'authorizer', 'cloudauditlogging', 'appdevexperience', 'anthosvm', 'workloadmigration', 'metering', 'namespaceactuation',
]);

export const unknownFeature: Check = {
  code: 'MESH914',
  title: 'unknown fleet feature',
  aliases: ['G-FL4'],
  severity: Severity.ERROR,
  explanation: 'The resource ID of a GKEHubFeature is the name of the feature. Google accepts no other names.',
  runFleet(worlds, report) {
    for (const item of fleetFacts(worlds).of('GKEHubFeature')) {
      const id = text(item.object, 'spec.resourceID') ?? item.name;
      if (!FEATURES.has(id)) {
        report(item, { pointer: '/spec/resourceID', message: `there is no fleet feature '${id}': Google refuses it`, fix: `use one of ${[...FEATURES].slice(0, 11).join(', ')}` });
      }
    }
  },
};
