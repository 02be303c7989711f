import type { ImplementationModel } from '../../capability/implementation/model';
import { reportedFeature } from '../../capability/reports/model';
import { needsOf, type Need } from '../../capability/reports/needs';
import type { Slot } from '../plane';

/** A sentence for each feature that an implementation lacks, or does not mention, according to its published report. */
export function reportLosses(slots: readonly Slot[], by: readonly ImplementationModel[], mesh: boolean, path: string): readonly string[] {
  if (by.some((one) => one.dialect === 'istio' && one.version === undefined)) {
    return []; // measured here
  }
  const result = new Set<string>();
  for (const slot of slots.filter((s) => s.apiVersion.startsWith('gateway.networking.k8s.io/'))) {
    for (const need of needsOf(slot.kind, (slot.render() as any).spec, mesh)) {
      const missing = by.map((one) => lack(one, need));
      if (missing.every((m) => m !== undefined)) {
        result.add(`${path}: ${slot.kind} ${slot.namespace}/${slot.name} needs ${need.features[0] ?? need.profile} (at ${need.at}), ${missing[0]}`);
      }
    }
  }
  return [...result];
}

/** Why an implementation lacks a feature; undefined if it supports it. */
function lack(by: ImplementationModel, need: Need): string | undefined {
  const declare = `declare its features with supports: ['${need.features[0] ?? need.profile}']`;
  if ([...need.features, need.profile].some((f) => by.supports.has(f) && (f !== need.profile || need.features.length === 0))) {
    return undefined;
  }
  const { report } = by;
  if (!report) {
    return `and no conformance report of ${by.title} shows whether it supports it; if it does, ${declare}`;
  }
  const known = need.features.map((f) => reportedFeature(report, need.profile, f));
  const supported = need.features.length === 0 ? (report.profiles[need.profile] ? true : undefined) : known.find((k) => k !== undefined);
  if (supported === true) {
    return undefined;
  }
  const from = `the conformance report of ${by.title} ${report.version} for Gateway API ${report.api}`;
  return supported === false ? `which it does not support according to ${from}; remove it, or, for a version that supports it, ${declare}` : `and ${from} does not show that it supports it; if it does, ${declare}`;
}
