import { type UpgradeFrom, UpgradeStage } from './stage';

const ORDER = [UpgradeStage.BESIDE, UpgradeStage.MOVED, UpgradeStage.DEFAULT, UpgradeStage.DONE];

/** Whether an upgrade has reached a stage; always true without an upgrade. */
export function reached(from: UpgradeFrom | undefined, stage: UpgradeStage): boolean {
  return !from || ORDER.indexOf(from.stage ?? UpgradeStage.BESIDE) >= ORDER.indexOf(stage);
}
