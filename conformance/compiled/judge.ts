/** The proxies of recorded worlds that are compiled differently from istiod. */
import { modelOf, OURS, plainOf } from './ours';
import { fingerprints, type RecordedWorld } from './recorded';
import { drawWorld } from './worlds';

const PARTS = ['listeners', 'routes', 'clusters'] as const;

/** `world 7 a/cart-v1 routes`, for each part that differs. */
export function differing({ seed, refused, proxies }: RecordedWorld, compiler = OURS): string[] {
  const drawn = drawWorld(seed);
  const model = modelOf(drawn, refused, compiler);
  return drawn.proxies.flatMap((p, i) => {
    const ours = fingerprints(plainOf(model, p, compiler));
    return PARTS.filter((_, part) => ours[part] !== proxies[i][part]).map((part) => `world ${seed} ${p.namespace}/${p.name} ${part}`);
  });
}
