import { type ItemOf } from '../engine/item';

export type Telemetry = ItemOf<'Telemetry'>;
