import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { renderChart } from './chart/chart';
import { Manifest, Release } from './chart/manifest';
import type { InstallProps } from './props/install-props';
import { Mapping, propAt, toValues } from './props/mapping';
import { dropNamespace } from '../emit/emit';
import * as names from '../grammar/names';
import { Chart, NEWEST, releaseOf } from './values/charts';
import { Values } from './values/kinds';
import { mergeValues } from './values/merge';
import { refuseMeshSettings } from './values/mesh-settings';
import { numberProblems } from './values/numbers';
import { REPLICAS } from './values/remarks';
import { valueAt } from './values/value-at';

/** Creates the objects of manifests. A cluster-scoped object gets no namespace, even in a chart that has one. */
export function emit(scope: Construct, manifests: readonly Manifest[]): ApiObject[] {
  return manifests.map((manifest) => {
    const object = new ApiObject(scope, `${manifest.kind}-${manifest.metadata.name}`.toLowerCase(), manifest as any);
    if (manifest.metadata.namespace === undefined) dropNamespace(object);
    return object;
  });
}

/** The inputs of rendering a component's charts. */
export interface Rendering {
  readonly chart: Chart;
  readonly mapping: Mapping;
  /** The name of a gateway. */
  readonly name?: string;
  /** Values derived from other components; props and values override them. */
  readonly derived?: Values;
  /** Selects the chart's objects that belong to the component; all by default. */
  readonly keep?: (manifest: Manifest) => boolean;
}

/** The namespace of a part. */
export function namespaceOf(props: InstallProps): string {
  return names.dnsLabel('the namespace of an install', props.namespace ?? 'istio-system');
}

/** The objects of the props: rendered here, or by Helm from the official chart. */
export function objectsOf(scope: Construct, rendering: Rendering, props: InstallProps): ApiObject[] {
  const keep = rendering.keep ?? (() => true);
  const release: Release = { name: rendering.name ?? `istio-${rendering.chart}`, namespace: namespaceOf(props), upgrade: props.upgrade ?? false };
  const values = named(scope, () => checkedValues(rendering, props));
  if (props.charts) return props.charts._objects(scope, rendering.chart, values, release, keep);
  return named(scope, () => {
    refuseMeshSettings(rendering.chart, values);
    return emit(scope, renderChart(rendering.chart, values, release).filter(keep));
  });
}

/** Runs a function whose errors name values only, and adds the construct. */
function named<T>(scope: Construct, run: () => T): T {
  try {
    return run();
  } catch (e) {
    throw new Error(`'${scope.node.path}': ${(e as Error).message}`);
  }
}

/** The values of the props. Throws for numbers that Helm renders and the API server or Envoy refuses. */
function checkedValues(rendering: Rendering, props: InstallProps): Values {
  const values = valuesOf(rendering, props);
  refuseReplicas(rendering.chart, values);
  const [wrong] = numberProblems(rendering.chart, values);
  if (wrong) throw new Error(`${propAt(rendering.mapping, wrong.path) ?? wrong.path} ${wrong.text}`);
  return values;
}

/** The API server refuses an autoscaler whose minReplicas is above maxReplicas; the charts default to five. */
function refuseReplicas(chart: Chart, values: Values): void {
  const [min, max = 5] = (REPLICAS[chart] ?? []).map((path) => valueAt(path, values));
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    throw new Error(`autoscaling.minReplicas must be at most autoscaling.maxReplicas, ${max}, got: ${min}; raise maxReplicas too`);
  }
}

/** The values of the props, merged over those derived from the release and the namespace. */
export function valuesOf({ chart, mapping, derived }: Rendering, props: InstallProps): Values {
  const images = props.charts ? {} : releaseOf(NEWEST).images; // the charts contain names from their own release
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

/** A revision is used as a label value and in names. */
export function revisionOf(revision: string | undefined): string | undefined {
  if (revision === 'default') throw new Error(`revision '${revision}' means the default revision; omit it`);
  return revision ? names.dnsLabel('the revision of a control plane', revision) : undefined;
}
