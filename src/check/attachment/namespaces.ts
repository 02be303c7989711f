import { matchesSelector } from '../../world/selector';
import type { LabelSelector } from '../../world/shapes/core';
import type { World } from '../../world/world';

const NAME = 'kubernetes.io/metadata.name';

/** Whether a namespace's labels are selected; undefined when the namespace is not known here. */
export function selects(world: World, selector: LabelSelector, namespace: string): boolean | undefined {
  const item = world.namespace(namespace);
  const keys = [...Object.keys(selector.matchLabels ?? {}), ...(selector.matchExpressions ?? []).map((e) => e.key)];
  // namespaces are often made, and labelled, by hand; but each carries its name
  if (!item && keys.some((k) => k !== NAME)) return undefined;
  return matchesSelector(selector, { ...item?.labels, [NAME]: namespace });
}
