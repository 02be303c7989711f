import type { Item } from '../../../world/item';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';

/** A provider of the mesh configuration that refers to a server. */
export interface Provider {
  readonly name: string;
  /** the field that holds it: envoyExtAuthzHttp, opentelemetry, … */
  readonly kind: string;
  readonly service: string;
  readonly port: number | undefined;
  /** whether it uses gRPC, which needs HTTP/2 */
  readonly grpc: boolean;
  readonly authorizes: boolean;
  readonly failOpen: boolean;
  /** the object that refers to the provider */
  readonly users: readonly Item[];
  /** whether the mesh uses it by default */
  readonly byDefault: boolean;
}

const GRPC = new Set(['envoyExtAuthzGrpc', 'opentelemetry', 'opencensus', 'skywalking', 'lightstep', 'envoyHttpAls', 'envoyTcpAls', 'envoyOtelAls']);
const SERVERS = [...GRPC, 'envoyExtAuthzHttp', 'zipkin', 'datadog'];

/** The objects that use each provider. */
const users = (world: World): ReadonlyMap<string, readonly Item[]> => world.once(users, () => {
  const out = new Map<string, Item[]>();
  const use = (name: string | undefined, item: Item) => { if (name && !out.get(name)?.includes(item)) out.set(name, [...out.get(name) ?? [], item]); };
  for (const p of world.all('AuthorizationPolicy', 'provider')) if (p.spec.action === 'CUSTOM') use(p.spec.provider?.name, p);
  for (const t of world.all('Telemetry')) {
    for (const e of t.spec.tracing ?? []) if (e.disableSpanReporting !== true) for (const p of e.providers ?? []) use(p.name, t);
    for (const e of t.spec.accessLogging ?? []) if (e.disabled !== true) for (const p of e.providers ?? []) use(p.name, t);
    for (const e of t.spec.metrics ?? []) for (const p of e.providers ?? []) use(p.name, t);
  }
  return out;
});

/** The providers of the mesh configuration that refer to servers, with the objects that use them. */
export const providers = (world: World): readonly Provider[] => world.once(providers, () => {
  const { extensionProviders = [], defaultProviders = {} } = world.mesh.config;
  const byDefault = new Set([...defaultProviders.tracing ?? [], ...defaultProviders.accessLogging ?? [], ...defaultProviders.metrics ?? []]);
  return extensionProviders.flatMap((p) => SERVERS.flatMap((kind) => {
    const server = (p as Record<string, any>)[kind];
    if (typeof server !== 'object' || server === null || typeof server.service !== 'string' || !server.service || !p.name) return [];
    return [{
      name: p.name,
      kind,
      service: server.service,
      port: typeof server.port === 'number' ? server.port : undefined,
      grpc: GRPC.has(kind) && !(kind === 'opentelemetry' && server.http !== undefined),
      authorizes: kind.startsWith('envoyExtAuthz'),
      failOpen: server.failOpen === true,
      users: users(world).get(p.name) ?? [],
      byDefault: byDefault.has(p.name),
    }];
  }));
});

/** The hosts that a provider's `service` matches: `HOST`, or `NAMESPACE/HOST`; those of one namespace count once. */
export function serversOf(world: World, { service }: Provider): readonly Registered[] {
  const [namespace, host] = service.includes('/') ? service.split('/', 2) : [undefined, service];
  const found = [world, ...world.siblings].flatMap((w) => w.registry.same(host)).filter((s) => s.kind !== 'ServiceImport' && (namespace === undefined || s.namespace === namespace));
  return found.filter((s, i) => found.findIndex((o) => o.namespace === s.namespace) === i);
}

/** The object to report for a provider: the mesh configuration, or what uses the provider if the configuration is given separately. */
export const placeOf = (world: World, p: Provider): { readonly item: Item; readonly pointer: string } | undefined => {
  if (world.mesh.item) return { item: world.mesh.item, pointer: '/data/mesh' };
  return p.users.length ? { item: p.users[0], pointer: '/spec' } : undefined;
};

/** Whether anything uses it. */
export const isUsed = (p: Provider): boolean => p.users.length > 0 || p.byDefault;

/** The effect on requests if a provider can't be reached. */
export const consequence = (p: Provider): string => (p.authorizes ? 'every request that its policies apply to is denied'
  : /Als$/.test(p.kind) ? 'no access logs are sent, and nothing reports it' : 'no spans are sent, and nothing reports it');
