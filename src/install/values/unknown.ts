import { Chart, CHARTS, Release } from './charts';
import { Field, isMap, Values } from './kinds';
import { distance } from '../../grammar/nearest';

/** A value that the chart does not read. */
export interface Oddity {
  /** The dotted path of the key. */
  readonly path: string;
  readonly message: string;
  /** False if another chart of the release reads it, as one file is often shared by several charts. */
  readonly refused: boolean;
}

/** Keys that moved to the mesh config: charts ignore them, and only their notes mention it. */
const MOVED: Record<string, string> = {
  'global.outboundTrafficPolicy': 'meshConfig.outboundTrafficPolicy',
  'global.certificates': 'meshConfig.certificates',
  'global.localityLbSetting': 'meshConfig.localityLbSetting',
  'global.policyCheckFailOpen': 'meshConfig.policyCheckFailOpen',
  'global.enableTracing': 'meshConfig.enableTracing',
  'global.proxy.accessLogFormat': 'meshConfig.accessLogFormat',
  'global.proxy.accessLogFile': 'meshConfig.accessLogFile',
  'global.proxy.concurrency': 'meshConfig.defaultConfig.concurrency',
  'global.proxy.envoyAccessLogService': 'meshConfig.defaultConfig.envoyAccessLogService',
  'global.proxy.envoyMetricsService': 'meshConfig.defaultConfig.envoyMetricsService',
  'global.proxy.protocolDetectionTimeout': 'meshConfig.protocolDetectionTimeout',
  'pilot.ingress': 'meshConfig.ingressService, meshConfig.ingressControllerMode and meshConfig.ingressClass',
  'global.mtls': 'a PeerAuthentication, and meshConfig.enableAutoMtls',
  'global.meshExpansion': 'an east-west gateway',
  'istiocoredns': 'the proxy\'s own DNS (ISTIO_META_DNS_CAPTURE)',
  'telemetry.v2.prometheus.configOverride': 'the Telemetry API',
  'telemetry.v2.stackdriver.configOverride': 'the Telemetry API',
  'telemetry.v2.stackdriver.disableOutbound': 'the Telemetry API',
  'telemetry.v2.stackdriver.outboundAccessLogging': 'the Telemetry API',
};

/** Keys under which a chart also reads its own values. */
const ALIASES: Partial<Record<Chart, string>> = { istiod: 'pilot', cni: 'cni', ztunnel: 'ztunnel' };

/** Groups that Helm renders although they are null; below them, what the gateway chart's schema takes as null. */
const REMOVABLE: ReadonlySet<string> = new Set([
  'cni', 'pdb', 'global.agentgateway', 'global.networkPolicy', 'global.proxy.startupProbe', 'global.proxy_init', 'global.sts', 'global.tracer', 'global.waypoint',
  'autoscaling.autoscaleBehavior', 'containerSecurityContext', 'readinessProbe', 'securityContext', 'service.externalIPs', 'service.ipFamilies',
]);
/** Maps that Helm doesn't render when they are null, by chart. */
const NEEDED: Partial<Record<Chart, readonly string[]>> = {
  istiod: ['env', 'gateways', 'meshConfig', 'sidecarInjectorWebhook.templates'],
  ztunnel: ['meshConfig', 'global.meshConfig'],
};
/** Maps whose values become texts. */
const TEXTS = /(?:^|\.)env$|annotations$|labels$|nodeSelector$/i;

/** Every key and type of `values` that `chart` does not support. */
export function oddities(release: Release, chart: Chart, values: Values): Oddity[] {
  const found: Oddity[] = [];
  walk(release, chart, release.charts[chart], values, '', found);
  return found;
}

function walk(release: Release, chart: Chart, field: Field, value: any, path: string, found: Oddity[]): void {
  const complaint = value === null ? nullProblem(chart, field, path) : typeProblem(field, value);
  if (complaint) found.push({ path, refused: true, message: `${path} of chart ${chart} ${complaint}` });
  if (field.kind === 'map' && isMap(value) && TEXTS.test(path)) found.push(...textProblems(chart, value, path));
  if (!field.fields || !isMap(value)) return;
  for (const [key, child] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    const known = fieldOf(field, key) ?? (path === '' && key === ALIASES[chart] ? release.charts[chart] : undefined);
    if (known) walk(release, chart, known, child, at, found);
    else found.push(unknownValue(release, chart, at, child));
  }
}

/** A field by its key; `constructor` is none. */
const fieldOf = ({ fields }: Field, key: string): Field | undefined => (fields && Object.hasOwn(fields, key) ? fields[key] : undefined);

/** Null removes a default, but a template fails where it looks into the value. The gateway chart's schema takes null for few maps and lists. */
function nullProblem(chart: Chart, { kind }: Field, path: string): string | undefined {
  const own = path.startsWith(`${ALIASES[chart]}.`) ? path.slice(path.indexOf('.') + 1) : path;
  const isNeeded = chart === 'gateway' ? ['group', 'list', 'map'].includes(kind) : kind === 'group' || NEEDED[chart]?.includes(own);
  if (!isNeeded || path === ALIASES[chart] || REMOVABLE.has(own)) return undefined;
  return `must be a ${kind === 'list' ? 'list' : 'map'}, got: null; omit it for the defaults`;
}

/** Lists and maps where a text is expected. */
function textProblems(chart: Chart, values: Values, path: string): Oddity[] {
  return Object.entries(values).filter(([, value]) => typeof value === 'object' && value !== null)
    .map(([key, value]) => ({ path: `${path}.${key}`, refused: true, message: `${path}.${key} of chart ${chart} must be a single value, got: ${show(value)}` }));
}

function unknownValue(release: Release, chart: Chart, path: string, value: any): Oddity {
  const moved = Object.hasOwn(MOVED, path) ? MOVED[path] : undefined;
  if (moved) return { path, refused: true, message: `${path} is no longer read by any chart; use ${moved}` };
  const readers = CHARTS.filter((other) => other !== chart && reads(release, other, path, value));
  // the gateway chart has a closed schema: Helm refuses keys of other charts
  if (readers.length > 0 && (chart !== 'gateway' || path.startsWith('global.'))) {
    return { path, refused: false, message: `${path} is not a value of chart ${chart} (but of ${readers.join(', ')})` };
  }
  const hint = readers.length > 0 ? `; it is a value of chart ${readers.join(', ')}` : suggestion(release, chart, path);
  return { path, refused: true, message: `${path} is not a value of chart ${chart}${hint}` };
}

/** Whether a chart reads all of the value at a path. */
function reads(release: Release, chart: Chart, path: string, value: any): boolean {
  let keys = path.split('.');
  if (keys[0] === ALIASES[chart] && !fieldOf(release.charts[chart], keys[0])) keys = keys.slice(1);
  let field: Field | undefined = release.charts[chart];
  for (const key of keys) field = field && (fieldOf(field, key) ?? (field.kind === 'map' ? field : undefined));
  if (!field) return false;
  const inner: Oddity[] = [];
  if (field.fields && isMap(value)) walk(release, chart, field, value, path, inner);
  return !inner.some((oddity) => oddity.refused);
}

function typeProblem(field: Field, value: any): string | undefined {
  if (value === undefined) return undefined;
  switch (field.kind) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : `must be true or false, got: ${show(value)}`;
    case 'num':
      return typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)) ? undefined : `must be a number, got: ${show(value)}`;
    case 'text':
      return typeof value !== 'object' ? undefined : `must be a single value, got: ${show(value)}`;
    case 'list':
      return Array.isArray(value) ? undefined : `must be a list, got: ${show(value)}`;
    case 'map':
    case 'group':
      return isMap(value) ? undefined : `must be a map, got: ${show(value)}`;
    case 'choice':
      return value === '' || field.choices!.includes(value) ? undefined : `must be one of ${field.choices!.join(', ')}, got: ${show(value)}`;
    default:
      return undefined;
  }
}

function show(value: any): string {
  // functions and big integers are not JSON
  const text = typeof value === 'function' || typeof value === 'bigint' ? undefined : JSON.stringify(value);
  return (text ?? String(value)).slice(0, 60);
}

/** The most similar value of the chart, or one with the same name elsewhere in it. */
function suggestion(release: Release, chart: Chart, path: string): string {
  const all = paths(release.charts[chart]);
  const name = path.split('.').pop()!;
  const far = (a: string, b: string) => distance(a.toLowerCase(), b.toLowerCase());
  const best = all
    .map((known) => ({ known, far: Math.min(far(known, path), far(known.split('.').pop()!, name) + 0.5) }))
    .sort((a, b) => a.far - b.far || a.known.length - b.known.length)[0];
  return best && best.far <= Math.max(2, name.length / 3) ? `; did you mean ${best.known}?` : '';
}

function paths(field: Field, at = ''): string[] {
  return Object.entries(field.fields ?? {}).flatMap(([key, child]) => {
    const path = at ? `${at}.${key}` : key;
    return [path, ...paths(child, path)];
  });
}
