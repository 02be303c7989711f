import type { IstiodProps } from '../props/istiod';

/** How far an upgrade has come. Each stage is what the cluster is to hold: synthesize, apply, check, and go on to the next one. */
export enum UpgradeStage {
  /** The new revision runs beside the old one, and serves nobody yet. */
  BESIDE = 'BESIDE',
  /** Namespaces lead to the new revision: pods that are made from now on get its proxy. */
  MOVED = 'MOVED',
  /** What names no revision belongs to the new one. */
  DEFAULT = 'DEFAULT',
  /** The old revision is gone: the same as without `upgradeFrom`. */
  DONE = 'DONE',
}

/** The revision that is to be replaced. */
export interface UpgradeFrom {
  /**
   * Its name.
   *
   * @default - the one without a name
   */
  readonly revision?: string;

  /**
   * Its settings, when it is installed by this app and of the minor of Istio that this version of the library writes: it then stays among the
   * objects until the upgrade is done.
   *
   * @default - it was installed by others: by helm, or by this app with an earlier version of the library. Nothing of it is made here, so keep it out of what prunes
   */
  readonly istiod?: IstiodProps;

  /**
   * How far the upgrade has come.
   *
   * @default UpgradeStage.BESIDE
   */
  readonly stage?: UpgradeStage;
}
