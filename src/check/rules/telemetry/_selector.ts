import { type ItemOf } from '../../../world/item';

export type Telemetry = ItemOf<'Telemetry'>;
