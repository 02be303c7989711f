import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioBase } from './base';
import { IstioCni } from './cni';
import { Istiod } from './istiod';
import type { IstioBaseProps } from './props/base';
import type { IstioCniProps } from './props/cni';
import { InstallProfile } from './props/enums';
import type { InstallProps } from './props/install-props';
import type { IstiodProps } from './props/istiod';
import type { ZtunnelProps } from './props/ztunnel';
import { emit } from './rendering';
import { CHARTS, NEWEST, releaseOf } from './values/charts';
import { Values } from './values/kinds';
import { mergeValues } from './values/merge';
import { oddities } from './values/unknown';
import { Ztunnel } from './ztunnel';

/** A whole Istio in a cluster. What all parts have in common is said once, and what follows from one part for another is derived. */
export interface IstioInstallProps {
  /**
   * The control plane's namespace.
   *
   * @default istio-system
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made, labelled with its network.
   *
   * @default true
   */
  readonly createNamespace?: boolean;

  /**
   * Name of the revision.
   *
   * @default - none: the one control plane
   */
  readonly revision?: string;

  /**
   * Whether pods may join without a sidecar: node agent and ztunnel are installed, and istiod is told.
   *
   * @default false
   */
  readonly ambient?: boolean;

  /**
   * The control plane.
   *
   * @default - Istio's defaults
   */
  readonly istiod?: IstiodProps;

  /**
   * What the cluster has once.
   *
   * @default - CRDs and all
   */
  readonly base?: IstioBaseProps;

  /**
   * Whether the CRDs and what else a cluster has once are installed: not with a second revision.
   *
   * @default true
   */
  readonly installBase?: boolean;

  /**
   * The node agent. Sidecars then have no init container.
   *
   * @default - none, but with ambient
   */
  readonly cni?: IstioCniProps;

  /**
   * The proxy of each node.
   *
   * @default - none, but with ambient
   */
  readonly ztunnel?: ZtunnelProps;

  /**
   * A values file that was written for the official helm charts: each part takes its own from it, and it wins over the props.
   *
   * @default - none
   */
  readonly helmValues?: { [key: string]: any };
}

/**
 * Istio in the cluster, in charts that are applied one after the other: `crds` (with what a cluster has once), `control-plane`, and with ambient
 * `node-agent` and `ztunnel`.
 *
 * @example
 * const app = new App();
 * const istio = new mesh.install.IstioInstall(app, 'istio', { ambient: true });
 * istio.istiod.object('Deployment').metadata.addLabel('team', 'mesh');
 */
export class IstioInstall extends Construct {
  /** The control plane. */
  public readonly istiod: Istiod;

  /** What the cluster has once; undefined when another install has it. */
  public readonly base?: IstioBase;

  /** The node agent. */
  public readonly cni?: IstioCni;

  /** The proxy of each node. */
  public readonly ztunnel?: Ztunnel;

  public constructor(scope: Construct, id: string, props: IstioInstallProps = {}) {
    super(scope, id);
    refuseStrangers(props.helmValues);
    const namespace = props.namespace ?? props.istiod?.namespace ?? 'istio-system';
    const istiod: IstiodProps = { revision: props.revision, ...props.istiod, namespace };
    const revision = istiod.revision;
    const common = { namespace, profile: istiod.profile ?? (props.ambient ? InstallProfile.AMBIENT : undefined), platform: istiod.platform };

    if (props.installBase ?? true) {
      const chart = new Chart(this, 'crds');
      const base = under({ ...common, defaultRevision: revision ?? 'default', ...props.base }, props.helmValues);
      if (props.createNamespace ?? true) namespaceObject(chart, namespace, istiod);
      this.base = new IstioBase(chart, 'base', base);
    }
    const ztunnel = ztunnelOf(props, { ...common, revision, istioNamespace: namespace }, istiod);
    const controlPlane = {
      ...common,
      ...istiod,
      cni: istiod.cni ?? (props.cni ? { enabled: true, provider: props.cni.provider } : undefined),
      trustedZtunnel: istiod.trustedZtunnel ?? (ztunnel?.resourceName || (ztunnel && ztunnel.namespace !== namespace)
        ? { name: ztunnel.resourceName, namespace: ztunnel.namespace } : undefined),
    };
    this.istiod = new Istiod(new Chart(this, 'control-plane'), 'istiod', under(controlPlane, props.helmValues));
    if (props.cni || props.ambient) {
      const cni: IstioCniProps = { ...common, images: istiod.images, nativeNftables: istiod.nativeNftables, ...props.cni };
      this.cni = new IstioCni(new Chart(this, 'node-agent'), 'cni', under(cni, props.helmValues));
    }
    if (ztunnel) this.ztunnel = new Ztunnel(new Chart(this, 'ztunnel'), 'ztunnel', under(ztunnel, props.helmValues));
  }
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

/** Props over the values of a file. */
function under<T extends InstallProps>(props: T, helmValues: Values | undefined): T {
  return helmValues ? { ...props, values: mergeValues(helmValues, props.values) } : props;
}

/** A key that no chart reads is refused, once for all of them. */
function refuseStrangers(values: Values | undefined): void {
  if (!values) return;
  const release = releaseOf(NEWEST);
  const refused = oddities(release, 'istiod', values).filter((oddity) => oddity.refused
    && CHARTS.every((chart) => oddities(release, chart, values).some((other) => other.refused && other.path === oddity.path)));
  if (refused.length > 0) throw new Error(refused.map((oddity) => oddity.message).join('\n'));
}

/** Istio's charts leave the namespace, and the label by which its network is known, to the user. */
function namespaceObject(chart: Chart, name: string, istiod: IstiodProps): void {
  const network = istiod.multiCluster?.network;
  emit(chart, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: network ? { 'topology.istio.io/network': network } : undefined } }]);
}
