import type { App } from 'cdk8s';
import { Mesh, MeshFeature, MeshNamespace } from 'cdk8s-mesh';
import { unitUses } from '../../src/capability/uses/unit';
import type { Unit } from '../../src/model/unit';

/** The features that the app of a case uses, and its planes. */
export interface Asked {
  readonly features: ReadonlySet<MeshFeature>;
  readonly planes: ReadonlySet<string>;
}

/** The features that the constructs of an app use on their planes: what the capability table is queried for at synth. */
export function askedBy(app: App): Asked {
  const features = new Set<MeshFeature>();
  const planes = new Set<string>();
  for (const construct of app.node.findAll()) {
    if (Mesh.isMesh(construct)) { planes.add((construct as Mesh)._plane().name); } // every chart is an instance of Mesh, by cdk8s's own test of instances
    const unit = unitOf(construct);
    for (const use of unit ? unitUses(unit) : []) { features.add(use.feature); }
  }
  return { features, planes };
}

function unitOf(construct: unknown): Unit | undefined {
  if (Mesh.isMesh(construct)) { return { mesh: (construct as Mesh)._model() }; }
  if (construct instanceof MeshNamespace) { return { namespace: construct._model() }; }
  return (construct as { _emitter?: { unit: Unit } })._emitter?.unit;
}

interface Noted { readonly features: Set<MeshFeature>; readonly planes: Set<string>; readonly refused: Set<string> }
let now: Noted | undefined;

/** Records the features of one case's apps while it runs. */
export async function noting<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly asked: { readonly [K in keyof Noted]: readonly string[] } }> {
  const noted: Noted = { features: new Set(), planes: new Set(), refused: new Set() };
  now = noted;
  try {
    const result = await run();
    return { result, asked: { features: [...noted.features].sort(), planes: [...noted.planes].sort(), refused: [...noted.refused].sort() } };
  } finally {
    now = undefined;
  }
}

/** Records an app of the current case, and what synth refused. */
export function note(app: App, refused: readonly string[] = []): void {
  if (!now) { return; }
  const { features, planes } = askedBy(app);
  for (const f of features) { now.features.add(f); }
  for (const p of planes) { now.planes.add(p); }
  for (const r of refused) { now.refused.add(r); }
}
