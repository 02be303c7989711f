import { type ManagedControlPlaneProps, managedModel } from './managed';
import { type ManagedModel, managedRevision } from '../model/managed';
import * as names from '../model/names';
import { IstioPlane } from '../plane/istio';
import { ManagedPlane } from '../plane/managed';
import type { Plane } from '../plane/plane';

/** A control plane that somebody else installs. */
export interface ExistingControlPlaneProps {
  /**
   * Revision, or revision tag, whose proxies are injected: the value of the label `istio.io/rev`.
   *
   * @default - the default revision: namespaces are labelled `istio-injection: enabled`
   */
  readonly revision?: string;
  /**
   * Namespace of the control plane; mesh-wide policies live in it.
   *
   * @default istio-system
   */
  readonly namespace?: string;
}

/** What runs the mesh, and in which terms it takes its configuration. */
export class ControlPlane {
  /** Istio that is in the cluster already, or comes from elsewhere. */
  public static existing(props: ExistingControlPlaneProps = {}): ControlPlane {
    const revision = props.revision === undefined ? undefined : names.dnsLabel('the revision of a control plane', props.revision);
    return new ControlPlane(new IstioPlane(), names.dnsLabel('the namespace of a control plane', props.namespace ?? 'istio-system'), revision);
  }

  /**
   * The control plane that Google runs for GKE clusters. Meshes with it are made in a cluster of a `Fleet`.
   *
   * @see https://cloud.google.com/service-mesh/docs/overview
   */
  public static managed(props: ManagedControlPlaneProps = {}): ControlPlane {
    const model = managedModel(props);
    return new ControlPlane(new ManagedPlane(model), 'istio-system', model.namesRevision ? managedRevision(model.channel) : undefined, model);
  }

  private constructor(
    private readonly plane: Plane,
    private readonly rootNamespace: string,
    private readonly revisionName?: string,
    private readonly managedFacts?: ManagedModel,
  ) {}

  /** Namespace of the control plane. */
  public get namespace(): string {
    return this.rootNamespace;
  }

  /** Revision, or revision tag, whose proxies are injected; undefined is the default one. */
  public get revision(): string | undefined {
    return this.revisionName;
  }

  /** @internal */
  public _managed(): ManagedModel | undefined {
    return this.managedFacts;
  }

  /** @internal */
  public _plane(): Plane {
    return this.plane;
  }
}
