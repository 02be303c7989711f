import type { LabelSelector } from '../label-selector';
import { labels } from './check';
import { filled, struct, value } from './json';

export const labelSelector = struct<LabelSelector>((p, at) => ({
  matchLabels: labels(p.matchLabels, at, 'matchLabels'),
  matchExpressions: filled(p.matchExpressions, at, 'matchExpressions', value),
}));
