import { exportConflict } from './export-conflict';
import { imagesDiffer } from './images-differ';
import { routesDiffer } from './routes-differ';
import { selectorDiffers } from './selector-differs';

export const serviceChecks = [exportConflict, selectorDiffers, imagesDiffer, routesDiffer];
