import { Contests, sourceOf, type Ages } from './age';
import type { Source } from './form';
import type { MeshSettings } from './mesh';
import type { Labels, PeerAuthenticationSpec } from './resources';
import type { Item, ItemOf } from '../world/item';
import { matches } from '../world/selector';

export type MtlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';
export interface PortMode { readonly mode: MtlsMode; readonly origin?: Source }

const modeOf = (spec: { readonly mode?: string } | undefined): MtlsMode | undefined =>
  (spec?.mode === 'DISABLE' || spec?.mode === 'PERMISSIVE' || spec?.mode === 'STRICT' ? spec.mode : undefined);

/** PeerAuthentications of the mesh, of namespaces and of workloads, with the oldest one of each level. */
export class PeerAuthentications {
  /** for each namespace, the policies with a selector and at most one that selects the whole namespace; the oldest first */
  private readonly byNamespace = new Map<string, ItemOf<'PeerAuthentication'>[]>();
  private readonly namespaceModes = new Map<string, MtlsMode>();
  private readonly meshMode?: MtlsMode;
  public readonly contests: Contests;

  public constructor(items: readonly ItemOf<'PeerAuthentication'>[], private readonly mesh: MeshSettings, ages: Ages) {
    const contests = this.contests = new Contests(ages);
    const whole = new Map<string, ItemOf<'PeerAuthentication'>>();
    for (const item of [...items].sort((a, b) => ages.compare(a, b))) {
      if (!selective(item)) {
        const before = whole.get(item.namespace);
        if (before) {
          contests.add(`PeerAuthentication of namespace ${item.namespace}`, before, item);
          continue;
        }
        whole.set(item.namespace, item);
      }
      const list = this.byNamespace.get(item.namespace);
      if (list) list.push(item); else this.byNamespace.set(item.namespace, [item]);
    }
    const root = whole.get(mesh.rootNamespace);
    this.meshMode = root && (modeOf((root.spec as PeerAuthenticationSpec).mtls) ?? 'PERMISSIVE');
    for (const [namespace, item] of whole) {
      if (namespace !== mesh.rootNamespace) this.namespaceModes.set(namespace, modeOf((item.spec as PeerAuthenticationSpec).mtls) ?? this.meshMode ?? 'PERMISSIVE');
    }
  }

  /** The mode that clients assume for the services of a namespace; undefined if nothing sets one. */
  public ofNamespace(namespace: string): MtlsMode | undefined {
    return this.namespaceModes.get(namespace) ?? this.meshMode;
  }

  /** The mode of a workload: by default, and by port. */
  public ofWorkload(namespace: string, labels: Labels): WorkloadMtls {
    const found = [...new Set([namespace, this.mesh.rootNamespace])].flatMap((ns) => this.byNamespace.get(ns) ?? [])
      .filter((item) => matches((item.spec as PeerAuthenticationSpec).selector?.matchLabels, labels));
    return compose(found, this.mesh.rootNamespace);
  }
}

export interface WorkloadMtls extends PortMode {
  readonly ports: ReadonlyMap<number, PortMode>;
}

const selective = (item: Item): boolean => Object.keys((item.spec as PeerAuthenticationSpec).selector?.matchLabels ?? {}).length > 0;

/** The most specific level that sets a mode wins: workload, namespace, mesh. */
function compose(items: readonly ItemOf<'PeerAuthentication'>[], root: string): WorkloadMtls {
  const meshWide = items.find((i) => i.namespace === root && !selective(i));
  const namespaceWide = items.find((i) => i.namespace !== root && !selective(i));
  const workload = items.find((i) => i.namespace !== root && selective(i));
  let out: PortMode = { mode: 'PERMISSIVE' };
  for (const item of [meshWide, namespaceWide, workload]) {
    const mode = item && modeOf((item.spec as PeerAuthenticationSpec).mtls);
    if (mode) out = { mode, origin: sourceOf(item, '/spec/mtls') };
  }
  const ports = new Map<number, PortMode>();
  const byPort = (workload?.spec as PeerAuthenticationSpec | undefined)?.portLevelMtls ?? {};
  for (const [port, spec] of Object.entries(byPort)) {
    const mode = modeOf(spec);
    ports.set(Number(port), mode ? { mode, origin: sourceOf(workload!, `/spec/portLevelMtls/${port}`) } : out);
  }
  return { ...out, ports };
}
