/** Which proxies of recorded worlds the compiler compiles otherwise than istiod did. */
import { accepted, worldOf } from './ask';
import { plainOfOurs } from './comparison';
import { fingerprints, type RecordedWorld } from './recorded';
import { drawWorld } from './worlds';
import { MeshModel, SidecarProxy } from '../../src/compiled/proxy';

const PARTS = ['listeners', 'routes', 'clusters'] as const;

/** `world 7 a/cart-v1 routes`, for each part that differs. */
export function differing({ seed, refused, proxies }: RecordedWorld): string[] {
  const drawn = drawWorld(seed);
  const model = new MeshModel(worldOf(accepted(drawn, refused)));
  return drawn.proxies.flatMap((p, i) => {
    const ours = fingerprints(plainOfOurs(new SidecarProxy(model, { ...p, kind: 'sidecar', workloads: [p.name] }, { addresses: [p.ip] })));
    return PARTS.filter((_, part) => ours[part] !== proxies[i][part]).map((part) => `world ${seed} ${p.namespace}/${p.name} ${part}`);
  });
}
