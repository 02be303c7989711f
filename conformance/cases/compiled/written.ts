import { asked } from '../../compiled/ask';
import { differencesIn, drawnPair } from '../../compiled/campaign';
import { Istiod } from '../../compiled/oracle';
import { writtenMeshes } from '../../compiled/written';
import type { Case } from '../../harness/case';

export const cases: Case[] = [{
  group: 'compiled',
  name: 'written meshes: the compiler and istiod',
  run: async (lab, trial) => {
    const istiod = new Istiod(lab.parts.xds);
    const pair = await drawnPair();
    const meshes = writtenMeshes();
    const refused: string[] = [];
    const differing: string[] = [];
    let fields = 0;
    for (const mesh of meshes) {
      if ((await istiod.ask(asked(mesh, pair))).refused?.length) refused.push(mesh.id);
      const found = await differencesIn(istiod, mesh, pair);
      fields += found.fields;
      differing.push(...found.differing);
    }
    istiod.close();
    trial.that('meshes and their fields', 'at least 15 and 40000', `${meshes.length} and ${fields}`, meshes.length >= 15 && fields >= 40_000);
    trial.equal('meshes of which istiod refuses an object', [], refused);
    trial.that('differing fields', '0', `${differing.length}${differing[0] ? `; the first is ${differing[0].slice(0, 600)}` : ''}`, differing.length === 0);
  },
}];
