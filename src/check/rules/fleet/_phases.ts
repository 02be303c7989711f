import type { Item } from '../../../world/item';

/** The turn in which an object is applied: as the app says, or as the folder `phase-N` that it was read from. */
export function phaseOfItem({ origin }: Item): number | undefined {
  if (origin.phase !== undefined) return origin.phase;
  const folder = /(?:^|[\\/])phase-(\d+)[\\/]/.exec(origin.file ?? '');
  return folder === null ? undefined : Number(folder[1]);
}
