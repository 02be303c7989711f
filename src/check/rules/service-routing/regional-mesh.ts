import { ofMeshes } from './_backends-facts';
import { nameOf, routeItems, serviceItems } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const attachedToMesh = (route: Item): boolean => at(route.object, 'spec.meshes[*]').length > 0;

export const regionalMesh: Check = {
  code: 'MESH533',
  title: 'regional resource in a mesh',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Meshes, their gateways (`OPEN_MESH`), routes, endpoint policies and backend services (`INTERNAL_SELF_MANAGED`) are global: `location: global`. Only load balancers and gateways of type `SECURE_WEB_GATEWAY` are regional. Google refuses the others.',
  runFleet(worlds, report) {
    const items = [
      ...serviceItems(worlds, 'NetworkServicesMesh'),
      ...serviceItems(worlds, 'NetworkServicesGateway').filter((g) => text(g.object, 'spec.type') !== 'SECURE_WEB_GATEWAY'),
      ...routeItems(worlds).filter(attachedToMesh),
      ...serviceItems(worlds, 'NetworkServicesEndpointPolicy'),
      ...ofMeshes(worlds),
    ];
    for (const item of items) {
      const location = text(item.object, 'spec.location');
      if (location !== undefined && location !== 'global') {
        report(item, { pointer: '/spec/location', message: `${item.kind} ${nameOf(item)} is in ${location}, but a mesh is global: Google refuses it`, fix: 'set location: global' });
      }
    }
  },
};
