/** Which proxies of recorded worlds the compiler compiles otherwise than istiod did. */
import { modelOf, plainOf } from './ours';
import { fingerprints, type RecordedWorld } from './recorded';
import { drawWorld } from './worlds';

const PARTS = ['listeners', 'routes', 'clusters'] as const;

/** `world 7 a/cart-v1 routes`, for each part that differs. */
export function differing({ seed, refused, proxies }: RecordedWorld): string[] {
  const drawn = drawWorld(seed);
  const model = modelOf(drawn, refused);
  return drawn.proxies.flatMap((p, i) => {
    const ours = fingerprints(plainOf(model, p));
    return PARTS.filter((_, part) => ours[part] !== proxies[i][part]).map((part) => `world ${seed} ${p.namespace}/${p.name} ${part}`);
  });
}
