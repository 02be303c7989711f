import { type UpgradeFrom, UpgradeStage } from './stage';

const ORDER = [UpgradeStage.BESIDE, UpgradeStage.MOVED, UpgradeStage.DEFAULT, UpgradeStage.DONE];

/** Whether an upgrade has come to a stage; one that isn't an upgrade is done. */
export function reached(from: UpgradeFrom | undefined, stage: UpgradeStage): boolean {
  return !from || ORDER.indexOf(from.stage ?? UpgradeStage.BESIDE) >= ORDER.indexOf(stage);
}
