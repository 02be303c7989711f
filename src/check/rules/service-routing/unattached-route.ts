import { nameOf, routeItems } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const unattachedRoute: Check = {
  code: 'MESH962',
  title: 'route without a mesh or gateway',
  aliases: ['G-TD2'],
  severity: Severity.ERROR,
  explanation: 'A route applies to the meshes and gateways that it lists. Without one no client ever gets it, and Google refuses it.',
  runFleet(worlds, report) {
    for (const route of routeItems(worlds)) {
      if (at(route.object, 'spec.meshes[*]').length + at(route.object, 'spec.gateways[*]').length === 0) {
        report(route, { pointer: '/spec', message: `${route.kind} ${nameOf(route)} has no mesh and no gateway, so no client gets it, and Google refuses it`, fix: 'add meshes: [{ name: … }], or gateways' });
      }
    }
  },
};
