import { fleetFacts } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const GLOBAL = ['GKEHubFeature', 'GKEHubFeatureMembership', 'GKEHubScope', 'GKEHubNamespace', 'GKEHubFleet'];

export const globalLocation: Check = {
  code: 'MESH725',
  title: 'feature or scope of a fleet outside the global location',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Features and scopes belong to the whole fleet: their location is `global`. Only memberships may have a region. Google refuses any other location.',
  runFleet(worlds, report) {
    for (const item of GLOBAL.flatMap((kind) => fleetFacts(worlds).of(kind))) {
      const location = text(item.object, 'spec.location');
      if (location === undefined || location === 'global') continue;
      report(item, { pointer: '/spec/location', message: `location '${location}': Google has ${item.kind}s in the global location only, and refuses this one`, fix: 'set location: global' });
    }
  },
};
