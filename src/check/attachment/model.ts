import type { Controller } from './classes';
import type { Item, ItemOf } from '../../world/item';
import type { Listener } from '../../world/shapes/gateway-api';
import type { Found } from '../engine/check';

export type Gateway = ItemOf<'KubeGateway'>;
export type Owner = Gateway | ItemOf<'ListenerSet'>;

/** A listener of a Gateway or a ListenerSet, as a controller would see it. */
export interface ListenerModel {
  readonly owner: Owner;
  readonly gateway: Gateway;
  readonly listener: Listener;
  /** JSON pointer in the owner */
  readonly pointer: string;
  readonly port: number;
  readonly protocol: string;
  /** `*` when it takes every host */
  readonly hostname: string;
  /** route kinds that it takes */
  readonly kinds: readonly string[];
  /** takes part: another listener did not win the port, and it has the TLS settings that its protocol needs */
  serves: boolean;
  valid: boolean;
}

/** Something to report under a code. */
export interface Problem {
  readonly code: string;
  readonly item: Item;
  readonly found: Found;
}

/** What a controller makes of all Gateways, ListenerSets and what they refer to. */
export interface Simulation {
  readonly problems: readonly Problem[];
  /** listeners that routes may attach to, by `Gateway namespace/name` or `ListenerSet namespace/name` */
  readonly parents: ReadonlyMap<string, readonly ListenerModel[]>;
  readonly controllers: ReadonlyMap<string, Controller>;
}
