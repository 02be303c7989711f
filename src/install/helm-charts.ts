import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Helm } from 'cdk8s';
import type { Construct } from 'constructs';
import { guarded } from '../guard/guard';
import type { Manifest, Release } from './chart/manifest';
import { dropNamespace } from '../emit/emit';
import { type Chart, NEWEST, releaseOf } from './values/charts';
import type { Values } from './values/kinds';
import { oddities } from './values/unknown';
import { Value } from '../grammar/value';

/** How Helm is run. */
export interface HelmOptions {
  /**
   * Version of the charts, in Helm's format.
   *
   * @default - the latest version
   */
  readonly version?: string;

  /**
   * The Helm executable.
   *
   * @default helm
   */
  readonly helmExecutable?: string;

  /**
   * Additional arguments.
   *
   * @default - none
   */
  readonly helmFlags?: string[];
}

/** Names of the charts in Istio's repositories. */
const NAMES: Record<Chart, string> = { base: 'base', istiod: 'istiod', gateway: 'gateway', cni: 'cni', ztunnel: 'ztunnel', default: 'default' };
/** The charts' paths in the Istio repository. */
const SOURCE: Record<Chart, string> = { ...NAMES, istiod: 'istio-control/istio-discovery', cni: 'istio-cni' };
/** Cluster-scoped kinds in the charts. */
const CLUSTER = /^(CustomResourceDefinition|ClusterRole|ClusterRoleBinding|MutatingWebhookConfiguration|ValidatingWebhookConfiguration|ValidatingAdmissionPolicy(Binding)?|Namespace)$/;

/**
 * The official Helm charts: Helm renders them when the app is synthesized, with values from the same typed props. This requires Helm, and network access for
 * a repository; otherwise, use the objects that this library renders itself.
 *
 * @example
 * declare const app: App;
 * const charts = mesh.install.HelmCharts.folder('vendor/istio/manifests/charts');
 * new mesh.install.IstioInstall(app, 'istio', { charts, istiod: { autoscaling: { minReplicas: 2 } } });
 */
export class HelmCharts extends Value {
  /** Charts in a folder: one subfolder per chart (`base`, `istiod`, `gateway`, `cni`, `ztunnel`), or `manifests/charts` of Istio's source. */
  public static folder(path: string, options: HelmOptions = {}): HelmCharts {
    return new HelmCharts((chart) => {
      const found = [NAMES[chart], SOURCE[chart]].map((name) => join(path, name)).find((folder) => existsSync(join(folder, 'Chart.yaml')));
      if (!found) throw new Error(`folder '${path}' has no chart ${NAMES[chart]}; add one as ${NAMES[chart]}/Chart.yaml or ${SOURCE[chart]}/Chart.yaml`);
      return { chart: found };
    }, options);
  }

  /** Charts of a Helm repository, by its URL. */
  public static repository(url: string, options: HelmOptions = {}): HelmCharts {
    return new HelmCharts((chart) => ({ chart: NAMES[chart], repo: url }), options);
  }

  /** Charts of an OCI registry, by the prefix of their names: `oci://HOST/PATH`. */
  public static registry(prefix: string, options: HelmOptions = {}): HelmCharts {
    if (!prefix.startsWith('oci://')) throw new Error(`HelmCharts.registry: prefix must be of the form oci://HOST/PATH, got: '${prefix}'`);
    return new HelmCharts((chart) => ({ chart: `${prefix.replace(/\/$/, '')}/${NAMES[chart]}` }), options);
  }

  private constructor(private readonly place: (chart: Chart) => { chart: string; repo?: string }, private readonly options: HelmOptions) {
    super();
  }

  /**
   * The objects of a chart, in Helm's installation order.
   *
   * @internal
   */
  public _objects(scope: Construct, chart: Chart, values: Values, release: Release, keep: (manifest: Manifest) => boolean = () => true): ApiObject[] {
    const { version, helmExecutable, helmFlags = [] } = this.options;
    const path = scope.node.path;
    // the values are only known for this minor version, and Helm would ignore an unknown one
    if (!version || version.replace(/^v/, '').startsWith(NEWEST)) {
      const refused = oddities(releaseOf(NEWEST), chart, values).filter((oddity) => oddity.refused);
      if (refused.length > 0) throw new Error(refused.map((oddity) => oddity.message).join('\n'));
    }
    const place = this.place(chart);
    let helm: Helm;
    try {
      helm = new Helm(scope, 'Helm', {
        ...place,
        version,
        helmExecutable,
        helmFlags: [...release.upgrade ? ['--is-upgrade'] : [], ...helmFlags],
        namespace: release.namespace,
        releaseName: release.name,
        values,
      });
    } catch (e) {
      const why = (e as Error).message.trim();
      if (/unable to execute/.test(why)) {
        throw new Error(`'${path}': its chart is rendered by Helm, but '${helmExecutable ?? 'helm'}' can't be run; install Helm, set helmExecutable, or omit charts: this library renders the same objects without Helm`);
      }
      throw new Error(`'${path}': Helm could not render chart '${place.chart}'${place.repo ? ` of ${place.repo}` : ''}; fix its error: ${why}`);
    }
    for (const object of helm.apiObjects) {
      if (!keep(object.toJson())) helm.node.tryRemoveChild(object.node.id);
      else if (CLUSTER.test(object.kind)) dropNamespace(object);
    }
    return helm.apiObjects;
  }
}
guarded(HelmCharts, 'install.HelmCharts');
