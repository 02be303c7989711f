import type { Item } from '../../../world/item';

/** The phase in which an object is applied: set by the app, or the folder `phase-N` that it was read from. */
export function phaseOfItem({ origin }: Item): number | undefined {
  if (origin.phase !== undefined) return origin.phase;
  const folder = /(?:^|[\\/])phase-(\d+)[\\/]/.exec(origin.file ?? '');
  return folder === null ? undefined : Number(folder[1]);
}
