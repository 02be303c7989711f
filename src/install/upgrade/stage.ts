import type { IstiodProps } from '../props/istiod';

/** The stage of an upgrade. For each stage: synthesize, apply, check, and continue with the next. */
export enum UpgradeStage {
  /** The new revision runs beside the old one, without workloads. */
  BESIDE = 'BESIDE',
  /** Namespaces are moved to the new revision: new pods get that revision's proxy. */
  MOVED = 'MOVED',
  /** The new revision is the default. */
  DEFAULT = 'DEFAULT',
  /** The old revision is removed: the same as without `upgradeFrom`. */
  DONE = 'DONE',
}

/** The revision to replace. */
export interface UpgradeFrom {
  /**
   * Name of the old revision.
   *
   * @default - the revision without a name
   */
  readonly revision?: string;

  /**
   * Settings of the old revision, if it was installed by this app with the Istio minor version that this library writes: it then stays among the objects until the upgrade is
   * complete. @default - none: it was installed in another way (by Helm, or by this app with an earlier version of the library). It is not part of this app,
   * so exclude it from pruning
   */
  readonly istiod?: IstiodProps;

  /**
   * The stage of the upgrade.
   *
   * @default UpgradeStage.BESIDE
   */
  readonly stage?: UpgradeStage;
}
