import { canonicalDiffers } from './canonical-differs';
import { exportConflict } from './export-conflict';
import { exportLocal } from './export-local';
import { exportWithoutService } from './export-without-service';
import { imagesDiffer } from './images-differ';
import { notExported } from './not-exported';
import { routesDiffer } from './routes-differ';
import { selectorDiffers } from './selector-differs';

export const serviceChecks = [exportConflict, selectorDiffers, imagesDiffer, routesDiffer, notExported, exportLocal, exportWithoutService, canonicalDiffers];
