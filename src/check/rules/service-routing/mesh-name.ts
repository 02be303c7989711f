import { serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const meshName: Check = {
  code: 'MESH539',
  title: 'mesh name that clients refuse',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Bootstraps of gRPC and Envoy require a mesh name of at most 64 letters, digits and hyphens that begins with a letter. With any other name clients never start.',
  runFleet(worlds, report) {
    for (const mesh of serviceItems(worlds, 'NetworkServicesMesh')) {
      const own = text(mesh.object, 'spec.resourceID');
      const name = own ?? mesh.name;
      if (/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name)) continue;
      report(mesh, { pointer: own === undefined ? '/metadata/name' : '/spec/resourceID', message: `clients refuse the mesh name '${name}', and don't start`, fix: 'use at most 64 letters, digits and hyphens, beginning with a letter' });
    }
  },
};
