import { validateAdmission } from '../validation';
import type { ObjectLayer } from './engine/check';
import { CheckLayer } from './finding';
import { ADMISSION_PRECEDENCE, SCHEMA_PRECEDENCE } from './layer-precedence';
import { denyOnTcp } from './rules/security/_deny-on-tcp';
import { unreachedMatches } from './rules/traffic/_unreached-match';
import { validateSchema } from './schema';

/** The layers that check each object by itself. */
export const LAYERS: readonly ObjectLayer[] = [
  { layer: CheckLayer.SCHEMA, validate: (item, world) => validateSchema(item.object, { gatewayApi: world.options.gatewayApiVersion }), precedence: SCHEMA_PRECEDENCE },
  {
    layer: CheckLayer.ADMISSION,
    validate: (item, world) => unreachedMatches(item, denyOnTcp(world, item, validateAdmission(item.object, { namespace: item.namespaceGiven ? item.namespace : undefined }))),
    precedence: ADMISSION_PRECEDENCE,
  },
];
