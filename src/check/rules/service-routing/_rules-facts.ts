import { serviceItems } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at, type At } from '../../engine/path';

/** A part of a route, with the route. */
export interface Part extends At { readonly route: Item }

/** Routes for HTTP requests. */
export const REQUEST_ROUTES = ['NetworkServicesHTTPRoute', 'NetworkServicesGRPCRoute'] as const;

/** The values at a path in every route of some kinds. */
export const parts = (worlds: readonly World[], kinds: readonly string[], path: string): readonly Part[] =>
  kinds.flatMap((kind) => serviceItems(worlds, kind)).flatMap((route) => at(route.object, path).map((found) => ({ ...found, route })));

/** The fields of a value that are set. */
export const set = (value: unknown, fields: readonly string[]): readonly string[] => fields.filter((field) => at(value, field).length > 0);
