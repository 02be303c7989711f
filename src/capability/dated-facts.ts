/** A channel of Google's managed control plane. */
export type Channel = 'rapid' | 'regular' | 'stable';

/** A dated statement of Google about its products, which may change later. */
export interface DatedFact {
  readonly what: string;
  /** The date of the statement, `YYYY-MM-DD`. */
  readonly since: string;
  /** The page with the statement. */
  readonly source: string;
}

const NOTES = 'https://cloud.google.com/service-mesh/docs/release-notes';
const fact = (since: string, what: string, source = NOTES): DatedFact => ({ what, since, source });

/**
 * Dated facts about Google's managed meshes, used by checks, messages, the migration report and the docs. For a new release note, add or change a
 * line here.
 */
export const DATED = {
  istiodDeprecated: fact('2026-09-28', 'istiod on GKE is deprecated, both the managed one and the in-cluster one'),
  istiodEnds: fact('2026-09-28', 'support for istiod on GKE ends on 1 March 2028; sidecars of clusters that were not migrated stop working then'),
  sampling: fact('2026-08-26', 'Traffic Director takes randomSamplingPercentage of one Telemetry, in the root namespace, in the rapid channel (0 to 100; default 1)'),
  envoyFilter: fact('2026-05-20', 'Traffic Director takes an EnvoyFilter that inserts certain HTTP filters, first or before the router, in every channel (regular since 27 April 2026)'),
  envoyFilterCompressor: fact('2026-07-06', 'the compressor is generally available in an EnvoyFilter, and Lua in preview'),
  ipAutoAllocation: fact('2026-07-29', 'ip_auto_allocation: "true" of ConfigMap asm-options gives addresses to hosts of ServiceEntries (240.240.0.0/16), in the rapid channel, for proxies with ISTIO_META_DNS_CAPTURE'),
  internetGroups: fact('2026-09-28', 'the organization policy compute.disableInternetNetworkEndpointGroup keeps a mesh from Traffic Director'),
  sharedVpc: fact('2026-09-28', 'Google\'s mesh service agent needs permissions for firewall rules in the host project of a shared VPC'),
  modernization: fact('2026-09-28', 'Google writes the condition ModernizationCompatible to each object of Istio\'s API, within 24 hours; a migration has a soak period of six working days'),
} as const;

/** The last day on which Google supports istiod on GKE, for people to read. */
export const ISTIOD_ENDS = '1 March 2028';
/** The day on which istiod was deprecated. */
export const ISTIOD_DEPRECATED = '28 September 2026';

/** Channels in which Traffic Director supports trace sampling rates (DATED.sampling). */
export const SAMPLING_CHANNELS: readonly Channel[] = ['rapid'];
/** Channels in which hosts get addresses automatically (DATED.ipAutoAllocation). */
export const IP_ALLOCATION_CHANNELS: readonly Channel[] = ['rapid'];
/** Known keys of the ConfigMap asm-options. */
export const ASM_OPTIONS: readonly string[] = ['ASM_OPTS', 'multicluster_mode', 'ip_auto_allocation'];

const FILTERS = 'type.googleapis.com/envoy.extensions.filters.http.';
/** Filters that an EnvoyFilter may insert on Traffic Director (DATED.envoyFilter, DATED.envoyFilterCompressor). */
const ALLOWED_FILTERS: readonly string[] = ['local_ratelimit.v3.LocalRateLimit', 'grpc_web.v3.GrpcWeb', 'compressor.v3.Compressor', 'lua.v3.Lua'].map((name) => `${FILTERS}${name}`);
const ROUTER = 'envoy.filters.http.router';

/** Whether Traffic Director accepts a patch of an EnvoyFilter. */
export function patchAllowed(patch: any): boolean {
  const { operation, value } = patch?.patch ?? {};
  const config = value?.typed_config ?? value?.typedConfig;
  const type = config?.type_url ?? config?.typeUrl ?? config?.['@type'];
  const before = patch?.match?.listener?.filterChain?.filter?.subFilter?.name;
  return patch?.applyTo === 'HTTP_FILTER' && (operation === 'INSERT_FIRST' || (operation === 'INSERT_BEFORE' && before === ROUTER)) && ALLOWED_FILTERS.includes(String(type));
}
