import type { Ask } from './evaluate';
import type { CompiledProxy, Listener } from '../form';

/**
 * The listener for the original destination: by its address and port, else by the port on any address, else the catch-all. The address is computed
 * only if listeners differ by it.
 */
export function listenerOf(proxy: CompiledProxy, ask: Ask, address: () => string): Listener | undefined {
  switch (proxy.class.kind) {
    case 'gateway': return gatewayListener(proxy, ask);
    case 'waypoint': return tableOf(proxy).byPort.get(ask.connection.port)?.byAddress.get(address());
    default: return outboundListener(proxy, ask.connection.port, address);
  }
}

/** A gateway only accepts connections meant for it: its Service's port maps to its listening port. */
function gatewayListener(proxy: CompiledProxy, { connection, atListener }: Ask): Listener | undefined {
  const port = atListener ? connection.port : proxy.listeningPort?.(connection.port) ?? connection.port;
  const candidates = tableOf(proxy).byPort.get(port)?.all ?? [];
  return candidates.find((l) => l.address === connection.address) ?? candidates.find((l) => isAny(l.address)) ?? (connection.address === '' ? candidates[0] : undefined);
}

function outboundListener(proxy: CompiledProxy, port: number, address: () => string): Listener | undefined {
  const { byPort, others } = tableOf(proxy);
  const found = byPort.get(port);
  return (found && ((found.byAddress.size > 0 ? found.byAddress.get(address()) : undefined) ?? found.any)) ?? others;
}

interface PortTable {
  readonly all: Listener[];
  readonly byAddress: Map<string, Listener>;
  any?: Listener;
}
/** Listeners for requests that leave a workload, or arrive at a gateway. */
interface ListenerTable {
  readonly byPort: ReadonlyMap<number, PortTable>;
  /** the catch-all */
  readonly others?: Listener;
}

const tables = new WeakMap<CompiledProxy, ListenerTable>();

function tableOf(proxy: CompiledProxy): ListenerTable {
  let table = tables.get(proxy);
  if (!table) tables.set(proxy, table = index(proxy.listeners));
  return table;
}

function index(listeners: readonly Listener[]): ListenerTable {
  const byPort = new Map<number, PortTable>();
  for (const listener of listeners) {
    // the inbound port is an ordinary destination: connections to it are blocked
    if ((listener.trafficDirection === 'INBOUND' && listener.name !== 'virtualInbound') || listener.transport === 'UDP') continue;
    let table = byPort.get(listener.port);
    if (!table) byPort.set(listener.port, table = { all: [], byAddress: new Map() });
    table.all.push(listener);
    for (const address of [listener.address, ...listener.additionalAddresses ?? []]) {
      if (isAny(address)) table.any ??= listener;
      else if (!table.byAddress.has(address)) table.byAddress.set(address, listener);
    }
  }
  return { byPort, others: listeners.find((l) => l.useOriginalDst && l.trafficDirection === 'OUTBOUND') };
}

const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';
