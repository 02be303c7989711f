import { MeshFeature } from '../../../src/capability/feature';
import { losses } from '../../../src/capability/index';
import { type Cell, full, none, partial } from '../../../src/capability/table/cell';
import { inEveryChapter, type PlaneTable } from '../../../src/capability/table/plane-table';
import { unitUses } from '../../../src/capability/uses/unit';
import { acknowledged, type AcceptedDifference } from '../../../src/control-plane/accepted-difference';
import { ControlPlane } from '../../../src/control-plane/control-plane';
import { WITHOUT_ISTIOD } from '../../../src/control-plane/driver';
import type { Unit } from '../../../src/model/unit';
import type { Plane, Slot } from '../../../src/plane/plane';

/** A plane that writes routes on paper: a ConfigMap for each service that has rules. */
export const PAPER: PlaneTable = {
  name: 'paper',
  title: 'Paper',
  sources: inEveryChapter('https://paper.example/manual'),
  cells: {
    ...Object.fromEntries(Object.values(MeshFeature).map((feature): [MeshFeature, Cell] => [feature, full()])) as Record<MeshFeature, Cell>,
    [MeshFeature.FAULT_DELAY]: none('a slow scribe'),
    [MeshFeature.RETRIES]: partial('a scribe retries once'),
    [MeshFeature.ENDPOINTS_NETWORK]: none('write the addresses down'),
  },
};

class PaperPlane implements Plane {
  public readonly name = PAPER.name;

  public constructor(private readonly accepted: ReadonlySet<MeshFeature>) {}

  public objects({ service: s }: Unit): readonly Slot[] {
    if (!s || s.httpRules.length === 0) return [];
    return [{
      id: 'Paper', apiVersion: 'v1', kind: 'ConfigMap', name: `${s.name}-paper`, namespace: s.namespace, render: () => ({ data: { rules: s.httpRules.map((r) => r.path).join('\n') } }),
    }];
  }

  public losses(unit: Unit): readonly string[] {
    return losses(unitUses(unit), { plane: this.name, acknowledged: this.accepted });
  }
}

export function paper(acknowledge: readonly AcceptedDifference[] = []): ControlPlane {
  const plane = new PaperPlane(acknowledged(PAPER.name, acknowledge));
  return ControlPlane._of({ ...WITHOUT_ISTIOD, plane: plane.name, namespace: 'paper', target: () => ({ plane }) });
}
