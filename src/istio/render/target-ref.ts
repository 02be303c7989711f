import type { TargetRef, TargetRefProps } from '../target-ref';
import { anyText, dnsName, matchLabels, text } from './check';
import type { At, Input, Json } from './json';
import { atMost, atMostOne, filled, struct, value } from './json';

export const targetRefProps = struct<TargetRefProps>((p, at) => ({
  group: anyText(p.group, at, 'group'),
  kind: text(p.kind, at, 'kind'),
  name: dnsName(p.name, at, 'name'),
}));

/** The target of a policy: selected workloads, or the objects that it is attached to. */
export interface Target {
  readonly selector?: { [label: string]: string };
  readonly targetRefs?: TargetRef[];
}

/** The workloads that a policy applies to: by labels, or by the objects that it targets. */
export function target(p: Input<Target>, at: At): Json {
  atMostOne(p, at, 'selector', 'targetRefs');
  atMost(p.targetRefs, 16, at, 'targetRefs');
  return {
    selector: matchLabels(p.selector, at, 'selector'),
    targetRefs: filled(p.targetRefs, at, 'targetRefs', value),
  };
}
