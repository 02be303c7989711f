import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioBase } from './base';
import { emit, revisionOf } from './chart-objects';
import { IstioCni } from './cni';
import { Istiod } from './istiod';
import { given, guarded } from '../guard/guard';
import type { IstioCniProps } from './props/cni';
import { InstallProfile } from './props/enums';
import type { InstallProps } from './props/install-props';
import type { IstioInstallProps } from './props/istio-install';
import type { IstiodProps } from './props/istiod';
import type { ZtunnelProps } from './props/ztunnel';
import { RevisionTag } from './revision-tag';
import { UpgradePlan } from './upgrade/plan';
import { reached } from './upgrade/reached';
import { refuseUpgrade } from './upgrade/refuse';
import { enrolling, restarts } from './upgrade/restarts';
import { UpgradeStage } from './upgrade/stage';
import { type Snapshot, upgradeSteps } from './upgrade/steps';
import { CHARTS, NEWEST, releaseOf } from './values/charts';
import { Values } from './values/kinds';
import { mergeValues } from './values/merge';
import { oddities } from './values/unknown';
import { Ztunnel } from './ztunnel';
import { markFirst } from '../synth/place';

/**
 * An Istio installation, in charts that are applied in order: `base` (CRDs and other cluster-wide objects), `control-plane`, `tag` if there
 * is one, and with ambient `node-agent` and `ztunnel`. During an upgrade, the old revision is in `old-control-plane`.
 *
 * @example
 * const app = new App();
 * const istio = new mesh.install.IstioInstall(app, 'istio', { ambient: true });
 * istio.istiod.object('Deployment').metadata.addLabel('team', 'mesh');
 */
export class IstioInstall extends Construct {
  /** The control plane. */
  public readonly istiod: Istiod;

  /** The control plane that is replaced; undefined if there is none, or if it is installed outside this app. */
  public readonly oldIstiod?: Istiod;

  /** The tag. */
  public readonly tag?: RevisionTag;

  /** The cluster-wide objects; undefined if another installation contains them. */
  public readonly base?: IstioBase;

  /** The CNI node agent. */
  public readonly cni?: IstioCni;

  /** ztunnel, the proxy of each node. */
  public readonly ztunnel?: Ztunnel;

  private readonly namespace: string;

  /** @throws when a Helm value is unknown, when `ambient` contradicts a setting of a component, when a tag points to a revision without a name, and when the upgrade is not possible */
  public constructor(scope: Construct, id: string, private readonly props: IstioInstallProps = {}) {
    super(scope, given('install.IstioInstall', scope, id, props));
    refuseUnknownKeys(props.helmValues);
    refuseWithoutAmbient(this.node.path, props);
    const { tag, upgradeFrom } = props;
    const namespace = props.namespace ?? props.istiod?.namespace ?? 'istio-system';
    this.namespace = namespace;
    const istiod: IstiodProps = { revision: props.revision, ...props.istiod, namespace, revisionTags: otherTags(props.istiod?.revisionTags, tag) };
    const revision = istiod.revision;
    if (tag !== undefined && !revision) throw new Error(`the tag '${tag}' must point to a named revision; set revision too`);
    if (upgradeFrom) refuseUpgrade(this.node.path, upgradeFrom, istiod, tag, props.helmValues);
    const old: IstiodProps = { ...upgradeFrom?.istiod, namespace, revision: oldRevision(props), revisionTags: otherTags(upgradeFrom?.istiod?.revisionTags, tag), upgrade: true };
    const moved = reached(upgradeFrom, UpgradeStage.MOVED);
    const common = {
      ...props.upgrade && { upgrade: true },
      namespace,
      charts: props.charts,
      profile: istiod.profile ?? (props.ambient ? InstallProfile.AMBIENT : undefined),
      platform: istiod.platform,
    };

    if (props.installBase ?? true) {
      const chart = this.chart('base');
      const defaultRevision = (reached(upgradeFrom, UpgradeStage.DEFAULT) ? revision : old.revision) ?? 'default';
      const base = under({ ...common, defaultRevision, ...upgradeFrom && { upgrade: true }, ...props.base }, props.helmValues);
      if (props.createNamespace ?? true) namespaceObject(chart, namespace, istiod, props.controlPlaneClusters);
      this.base = new IstioBase(chart, 'base', base);
    }
    const ztunnel = ztunnelOf(props, { ...common, revision: moved ? revision : old.revision, istioNamespace: namespace }, moved ? istiod : { ...istiod, ...old });
    const controlPlane = {
      ...common,
      ...istiod,
      // its istiod has already changed its validator to Fail: changing it back would be a conflict
      ...upgradeFrom && moved && { upgrade: true },
      cni: istiod.cni ?? (props.cni ? { enabled: true, provider: props.cni.provider } : undefined),
      trustedZtunnel: istiod.trustedZtunnel ?? (ztunnel?.resourceName || (ztunnel && ztunnel.namespace !== namespace)
        ? { name: ztunnel.resourceName, namespace: ztunnel.namespace } : undefined),
    };
    this.istiod = new Istiod(this.chart('control-plane'), 'istiod', under(controlPlane, props.helmValues));
    if (upgradeFrom?.istiod && !reached(upgradeFrom, UpgradeStage.DONE)) {
      this.oldIstiod = new Istiod(this.chart('old-control-plane'), 'istiod', under({ ...common, ...old }, props.helmValues));
    }
    if (tag !== undefined) {
      const settings = under(moved ? controlPlane : { ...controlPlane, ...old }, props.helmValues);
      this.tag = new RevisionTag(this.chart('tag'), tag, { tag, revision: moved ? revision! : old.revision ?? '', namespace, istiod: settings });
    }
    if (props.cni || props.ambient) {
      const images = (moved ? undefined : old.images) ?? istiod.images;
      const cni: IstioCniProps = { ...common, images, nativeNftables: istiod.nativeNftables, ...props.cni };
      this.cni = new IstioCni(this.chart('node-agent'), 'cni', under(cni, props.helmValues));
    }
    if (ztunnel) this.ztunnel = new Ztunnel(this.chart('ztunnel'), 'ztunnel', under(ztunnel, props.helmValues));
  }

  /** Created before other charts of the app, which need the CRDs and the injection webhooks. */
  private chart(id: string): Chart {
    return markFirst(new Chart(this, id));
  }

  /**
   * The istiod that injects pods at this stage.
   *
   * @internal
   */
  public _serving(): Istiod {
    if (reached(this.props.upgradeFrom, UpgradeStage.MOVED)) return this.istiod;
    if (!this.oldIstiod) throw new Error(`'${this.node.path}': at this step of the upgrade pods still use the old istiod, whose settings are not known; set what it was installed with in upgradeFrom.istiod`);
    return this.oldIstiod;
  }

  /**
   * The steps of the upgrade to this revision: what is applied, what is restarted, and the checks before each step. The workloads are those of
   * this app whose pods have the old proxy.
   *
   * @param namespaces enrolled namespaces whose Namespace object is not created by the app
   * @throws when this is not an upgrade
   *
   * @example
   * const app = new App();
   * const istio = new mesh.install.IstioInstall(app, 'istio', {
   *   revision: '1-31-1',
   *   tag: 'prod',
   *   istiod: { images: { tag: '1.31.1' } },
   *   upgradeFrom: { revision: '1-31-0', istiod: {}, stage: mesh.install.UpgradeStage.BESIDE },
   * });
   * const plan: string = istio.upgradePlan().toString();
   */
  public upgradePlan(namespaces: string[] = []): UpgradePlan {
    const { upgradeFrom, tag } = this.props;
    if (!upgradeFrom) throw new Error(`'${this.node.path}' is not an upgrade; set the revision that it replaces in upgradeFrom`);
    const old = oldRevision(this.props);
    const revision = this.istiod.revision!;
    const revs = new Set([old ?? 'default', revision, ...tag === undefined ? [] : [tag]]);
    const at = (stage: UpgradeStage): Snapshot => {
      const then = new IstioInstall(new App(), 'then', { ...this.props, charts: undefined, upgradeFrom: { ...upgradeFrom, stage } });
      return Object.fromEntries(chartsOf(then).map((chart) => [chart.node.id, chart.node.findAll().filter(ApiObject.isApiObject)]));
    };
    const steps = upgradeSteps({
      from: upgradeFrom,
      old,
      revision,
      namespace: this.namespace,
      tag,
      charts: Object.fromEntries(chartsOf(this).map((chart) => [chart.node.id, chart])),
      enrolling: enrolling(this, revs),
      restarts: restarts(this, { revs, unnamed: !old, namespaces }),
      at,
    });
    return UpgradePlan._of(`Upgrade of Istio in ${this.namespace} from ${old ? `'${old}'` : 'the default revision'} to '${revision}'`, steps);
  }
}
guarded(IstioInstall, 'install.IstioInstall');

function oldRevision(props: IstioInstallProps): string | undefined {
  return revisionOf(props.upgradeFrom?.revision ?? props.upgradeFrom?.istiod?.revision);
}

/** The tags that the control plane owns; a tag that can move is a separate construct. */
function otherTags(tags: string[] | undefined, tag: string | undefined): string[] | undefined {
  const others = tags?.filter((one) => one !== tag);
  return others && others.length > 0 ? others : undefined;
}

function chartsOf(install: IstioInstall): Chart[] {
  return install.node.children.filter(Chart.isChart);
}

function ztunnelOf(props: IstioInstallProps, derived: ZtunnelProps, istiod: IstiodProps): ZtunnelProps | undefined {
  if (!props.ztunnel && !props.ambient) return undefined;
  const { images, multiCluster, logging } = istiod;
  return {
    ...derived,
    image: images && { hub: images.hub, tag: images.tag, variant: images.variant, pullPolicy: images.pullPolicy, pullSecrets: images.pullSecrets },
    network: multiCluster?.network,
    clusterName: multiCluster?.clusterName,
    caAddress: istiod.certificates?.caAddress,
    trustBundleName: istiod.certificates?.trustBundleName,
    logAsJson: logging?.asJson,
    ...props.ztunnel,
  };
}

/** Overrides the values of a file with the props. */
function under<T extends InstallProps>(props: T, helmValues: Values | undefined): T {
  return helmValues ? { ...props, values: mergeValues(helmValues, props.values) } : props;
}

/** Throws for keys that no chart reads. */
function refuseUnknownKeys(values: Values | undefined): void {
  if (!values) return;
  const release = releaseOf(NEWEST);
  const refused = oddities(release, 'istiod', values).filter((oddity) => oddity.refused
    && CHARTS.every((chart) => oddities(release, chart, values).some((other) => other.refused && other.path === oddity.path)));
  if (refused.length > 0) throw new Error(refused.map((oddity) => oddity.message).join('\n'));
}

/** The profile overrides these two, as in the charts: a value that turns ambient mode off in a component would have no effect. */
function refuseWithoutAmbient(path: string, { ambient, istiod, cni }: IstioInstallProps): void {
  if (!ambient) return;
  const off = (value: unknown) => value !== undefined && value !== null && String(value) !== 'true';
  const options = [
    ...off(istiod?.env?.PILOT_ENABLE_AMBIENT) ? [`istiod.env.PILOT_ENABLE_AMBIENT is ${istiod!.env!.PILOT_ENABLE_AMBIENT}`] : [],
    ...off(cni?.ambient?.enabled) ? [`cni.ambient.enabled is ${cni!.ambient!.enabled}`] : [],
  ];
  if (options.length) throw new Error(`'${path}': ambient is true, and ${options.join(', and ')}, which would have no effect; remove ${options.length > 1 ? 'them' : 'it'}, or omit ambient and configure the components (cni, ztunnel) yourself`);
}

/** Istio's charts don't create the namespace, nor its network label. */
function namespaceObject(chart: Chart, name: string, istiod: IstiodProps, controlPlanes?: string[]): void {
  const network = istiod.multiCluster?.network;
  const labels = network ? { 'topology.istio.io/network': network } : undefined;
  const annotations = controlPlanes ? { 'topology.istio.io/controlPlaneClusters': controlPlanes.join(',') } : undefined;
  emit(chart, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } }]);
}
