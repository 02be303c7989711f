import type { Controller } from './classes';
import type { Item, ItemOf } from '../../world/item';
import type { Listener } from '../../world/shapes/gateway-api';
import type { Found } from '../engine/check';

export type Gateway = ItemOf<'KubeGateway'>;
export type Owner = Gateway | ItemOf<'ListenerSet'>;

/** A listener of a Gateway or a ListenerSet, as a controller sees it. */
export interface ListenerModel {
  readonly owner: Owner;
  readonly gateway: Gateway;
  readonly listener: Listener;
  /** JSON pointer in the owner */
  readonly pointer: string;
  readonly port: number;
  readonly protocol: string;
  /** `*` when it accepts every host */
  readonly hostname: string;
  /** route kinds that it accepts */
  readonly kinds: readonly string[];
  /** whether it is in effect: no other listener won the port, and it has the TLS settings that its protocol needs */
  serves: boolean;
  valid: boolean;
}

/** A problem to report under a code. */
export interface Problem {
  readonly code: string;
  readonly item: Item;
  readonly found: Found;
}

/** The state that a controller computes for all Gateways, ListenerSets and the objects they refer to. */
export interface Simulation {
  readonly problems: readonly Problem[];
  /** listeners that routes may attach to, by `Gateway namespace/name` or `ListenerSet namespace/name` */
  readonly parents: ReadonlyMap<string, readonly ListenerModel[]>;
  readonly controllers: ReadonlyMap<string, Controller>;
}
