import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { renderChart } from './chart/chart';
import { Manifest, Release } from './chart/manifest';
import type { InstallProps } from './props/install-props';
import { Mapping, toValues } from './props/mapping';
import { dropNamespace } from '../emit/emit';
import * as names from '../grammar/names';
import { Chart, NEWEST, releaseOf } from './values/charts';
import { Values } from './values/kinds';
import { mergeValues } from './values/merge';
import { refuseMeshSettings } from './values/mesh-settings';

/** Makes the objects of manifests. An object of the cluster stays one, also in a chart that has a namespace. */
export function emit(scope: Construct, manifests: readonly Manifest[]): ApiObject[] {
  return manifests.map((manifest) => {
    const object = new ApiObject(scope, `${manifest.kind}-${manifest.metadata.name}`.toLowerCase(), manifest as any);
    if (manifest.metadata.namespace === undefined) dropNamespace(object);
    return object;
  });
}

/** What the charts of a part are rendered from. */
export interface Rendering {
  readonly chart: Chart;
  readonly mapping: Mapping;
  /** The name of a gateway. */
  readonly name?: string;
  /** What follows from other parts; props and values win over it. */
  readonly derived?: Values;
  /** Which of the chart's objects are of the part; all when left out. */
  readonly keep?: (manifest: Manifest) => boolean;
}

/** The namespace of a part. */
export function namespaceOf(props: InstallProps): string {
  return names.dnsLabel('the namespace of an install', props.namespace ?? 'istio-system');
}

/** The objects that props say: rendered here, or by helm from the official chart. */
export function objectsOf(scope: Construct, rendering: Rendering, props: InstallProps): ApiObject[] {
  const keep = rendering.keep ?? (() => true);
  const release: Release = { name: rendering.name ?? `istio-${rendering.chart}`, namespace: namespaceOf(props), upgrade: props.upgrade ?? false };
  const values = valuesOf(rendering, props);
  refuseReplicas(scope.node.path, rendering.chart, values);
  if (props.charts) return props.charts._objects(scope, rendering.chart, values, release, keep);
  try {
    refuseMeshSettings(rendering.chart, values);
  } catch (e) {
    throw new Error(`'${scope.node.path}': ${(e as Error).message}`);
  }
  return emit(scope, renderChart(rendering.chart, values, release).filter(keep));
}

/** The API server refuses an autoscaler whose least is above its most; five are the most of the charts. */
function refuseReplicas(path: string, chart: Chart, values: Values): void {
  const at: { readonly [chart: string]: readonly unknown[] } = {
    gateway: [values.autoscaling?.minReplicas, values.autoscaling?.maxReplicas],
    istiod: [values.autoscaleMin, values.autoscaleMax],
  };
  const [min, max = 5] = at[chart] ?? [];
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    throw new Error(`'${path}': autoscaling.minReplicas must be at most autoscaling.maxReplicas, ${max}, got: ${min}; raise maxReplicas too`);
  }
}

/** The values that props say, over what follows from the release and the namespace. */
export function valuesOf({ chart, mapping, derived }: Rendering, props: InstallProps): Values {
  const images = props.charts ? {} : releaseOf(NEWEST).images; // the charts name those of their own release
  const namespace = namespaceOf(props);
  const usual: Record<Chart, Values> = {
    base: { global: { istioNamespace: namespace } },
    istiod: { global: { ...images, istioNamespace: namespace } },
    cni: { global: { ...images } },
    ztunnel: { global: { ...images } },
    gateway: {},
    default: { global: { istioNamespace: namespace } },
  };
  return mergeValues(mergeValues(usual[chart], derived), toValues(mapping, props));
}

/** A revision becomes a label's value and a part of names. */
export function revisionOf(revision: string | undefined): string | undefined {
  if (revision === 'default') throw new Error(`revision '${revision}' means the default revision; omit it`);
  return revision ? names.dnsLabel('the revision of a control plane', revision) : undefined;
}
