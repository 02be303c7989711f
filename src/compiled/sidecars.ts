import { Contests, type Ages } from './age';
import type { MeshSettings } from './mesh';
import type { Labels, SidecarSpec } from './resources';
import type { ItemOf } from '../world/item';
import { matches } from '../world/selector';

export interface ChosenSidecar { readonly item: ItemOf<'Sidecar'>; readonly spec: SidecarSpec }

/** The Sidecar of a workload: one that selects it, else one of its namespace without a selector, else the root namespace's. */
export class Sidecars {
  private readonly byNamespace = new Map<string, ChosenSidecar[]>();
  private readonly root?: ChosenSidecar;
  public readonly contests: Contests;

  public constructor(items: readonly ItemOf<'Sidecar'>[], mesh: MeshSettings, ages: Ages) {
    this.contests = new Contests(ages);
    const sorted = [...items].sort((a, b) => selective(a) - selective(b) || ages.compare(a, b));
    for (const item of sorted) {
      const list = this.byNamespace.get(item.namespace);
      const chosen = { item, spec: item.spec as SidecarSpec };
      if (list) list.push(chosen); else this.byNamespace.set(item.namespace, [chosen]);
      if (item.namespace === mesh.rootNamespace && !item.spec.workloadSelector) this.root ??= chosen;
    }
  }

  public choose(namespace: string, labels: Labels): ChosenSidecar | undefined {
    const own = this.byNamespace.get(namespace);
    if (!own) return this.root;
    const fitting = own.filter(({ spec }) => !spec.workloadSelector || matches(spec.workloadSelector.labels, labels));
    for (const other of fitting.slice(1)) {
      if (!!other.spec.workloadSelector === !!fitting[0].spec.workloadSelector) this.contests.add(`Sidecar of a workload in ${namespace}`, fitting[0].item, other.item);
    }
    return fitting[0] ?? this.root;
  }
}
const selective = (item: ItemOf<'Sidecar'>): number => (item.spec.workloadSelector ? 0 : 1);
