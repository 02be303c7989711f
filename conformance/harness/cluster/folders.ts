import type { App } from 'cdk8s';
import { fileOf } from '../../../src/synth/place';
import { Manifest } from '../api-client';

/** The namespace of istiod, and the account by which other istiods read a cluster. */
export const ISTIOD = 'istio-system';
export const READER = 'istio-reader-service-account';

/** What goes to each cluster, in the order in which `kubectl apply -f` takes the files of its folder. */
export function byFile(whole: App): Record<string, Manifest[]> {
  const found: Record<string, Manifest[]> = {};
  const files = whole.charts.map((chart) => ({ ...fileOf(chart), chart })).sort((a, b) => (`${a.name}.k8s.yaml` < `${b.name}.k8s.yaml` ? -1 : 1));
  for (const { folder, chart } of files) { (found[folder!] ??= []).push(...JSON.parse(JSON.stringify(chart.toJson()))); }
  return found;
}
