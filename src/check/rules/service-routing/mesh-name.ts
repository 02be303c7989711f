import { serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const meshName: Check = {
  code: 'MESH539',
  title: 'mesh whose name clients refuse',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Bootstraps of gRPC and of Envoy take the name of a mesh of letters, digits and hyphens, beginning with a letter, of at most 64 characters. Clients of any other never start.',
  runFleet(worlds, report) {
    for (const mesh of serviceItems(worlds, 'NetworkServicesMesh')) {
      const own = text(mesh.object, 'spec.resourceID');
      const name = own ?? mesh.name;
      if (/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name)) continue;
      report(mesh, { pointer: own === undefined ? '/metadata/name' : '/spec/resourceID', message: `clients refuse the name '${name}' of a mesh, and don't start`, fix: 'use letters, digits and hyphens, beginning with a letter, 64 characters at most' });
    }
  },
};
