import type { Report } from './check';

/** Reports only the first finding at each place of an object: a check that compares objects pair by pair meets the same place again. */
export function oncePerPlace(report: Report): Report {
  const places = new Set<string>();
  return (item, found) => {
    const place = `${item.order} ${found.pointer ?? ''}`;
    if (places.has(place)) return;
    places.add(place);
    report(item, found);
  };
}
