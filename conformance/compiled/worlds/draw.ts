import type { Random } from '../random';

export interface Drawn {
  readonly id: string;
  readonly objects: readonly any[];
  readonly meshConfig: Record<string, unknown>;
  readonly proxies: readonly DrawnProxy[];
}
export interface DrawnProxy {
  readonly name: string;
  readonly type: 'sidecar' | 'router';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly ip: string;
}

export const NAMESPACES = ['a', 'b', 'istio-system'] as const;
export const APPS = ['cart', 'web', 'api'] as const;
export const VERSIONS = ['v1', 'v2'] as const;
/** What a world has more of than others, so that objects which are rare elsewhere meet each other in it. */
export const EMPHASES = ['delegates', 'rules', 'scopes', 'entries', 'aliases', 'attachments'] as const;
export type Emphasis = typeof EMPHASES[number];
/** What a generator draws with. */
export interface Draw {
  readonly r: Random;
  readonly emphases: ReadonlySet<Emphasis>;
  /** apiVersion, kind, name, namespace, age */
  object(apiVersion: string, kind: string, name: string, namespace: string, body: Record<string, unknown>, metadata?: Record<string, unknown>): any;
}
