import type { DestinationRuleProps, SubsetOptions, SubsetProps } from '../destination-rule';
import { host, label, labels, matchLabels } from './check';
import { filled, list, refuse, struct, value } from './json';
import { trafficPolicy } from './traffic-policy';

export const subsetOptions = struct<SubsetOptions>((p, at) => ({
  labels: labels(p.labels, at, 'labels'),
  trafficPolicy: trafficPolicy(p.trafficPolicy, at, 'trafficPolicy'),
}));

export const subsetProps = struct<SubsetProps>((p, at) => ({
  ...subsetOptions(p, at, ''),
  name: label(p.name, at, 'name'),
}));

export const destinationRuleSpec = struct<DestinationRuleProps>((p, at) => {
  const names = (p.subsets ?? []).map((s) => s.name);
  const repeated = names.find((n, i) => names.indexOf(n) !== i);
  if (repeated !== undefined) {
    refuse(at, `two subsets are named '${repeated}'; rename one of them`);
  }
  return {
    host: host(p.host, at, 'host'),
    trafficPolicy: trafficPolicy(p.trafficPolicy, at, 'trafficPolicy'),
    subsets: list(p.subsets, at, 'subsets', subsetProps),
    exportTo: filled(p.exportTo, at, 'exportTo', value),
    workloadSelector: matchLabels(p.workloadSelector, at, 'workloadSelector'),
  };
});
