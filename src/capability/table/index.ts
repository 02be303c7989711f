import { AMBIENT } from './ambient';
import { GATEWAY_API } from './gateway-api';
import { GRPC } from './grpc';
import { ISTIO } from './istio';
import { MANAGED, MANAGED_ISTIOD, TRAFFIC_DIRECTOR } from './managed';
import type { PlaneTable } from './plane-table';
import { SERVICE_ROUTING } from './service-routing';
import { STATIC } from './static';

const TABLES = new Map<string, PlaneTable>();

/**
 * Registers the table of a plane, which docs/planes.md, acknowledgements, losses and errors use.
 *
 * @throws if a table with that name is already registered
 */
export function registerPlane(table: PlaneTable): void {
  if (TABLES.has(table.name)) {
    throw new Error(`a plane '${table.name}' is already registered; use a different name`);
  }
  TABLES.set(table.name, table);
}

/** Every plane of this library, in the order of the columns of docs/planes.md. */
[ISTIO, TRAFFIC_DIRECTOR, MANAGED_ISTIOD, GATEWAY_API, SERVICE_ROUTING, STATIC, GRPC, AMBIENT, MANAGED].forEach(registerPlane);

/**
 * The table of a plane.
 *
 * @throws if no such table is registered
 */
export function planeTable(name: string): PlaneTable {
  const table = TABLES.get(name);
  if (!table) {
    throw new Error(`no plane '${name}' is registered; register its table with registerPlane, or use one of: ${[...TABLES.keys()].join(', ')}`);
  }
  return table;
}

/** The tables with their own column in docs/planes.md. */
export function planeColumns(): ReadonlyArray<PlaneTable & { readonly title: string }> {
  return [...TABLES.values()].filter((table): table is PlaneTable & { readonly title: string } => table.title !== undefined);
}
