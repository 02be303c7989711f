import { PROXY } from './probes';
import { before } from '../../grammar/trim';

type Json = Record<string, any>;

const RESERVED: Readonly<Record<string, string>> = {
  15000: 'Envoy\'s admin interface',
  15001: 'intercepted outbound traffic',
  15004: 'istiod\'s debug interface',
  15006: 'intercepted inbound traffic',
  15008: 'HBONE',
  15020: 'the agent\'s merged metrics',
  15021: 'Envoy\'s health',
  15053: 'the agent\'s DNS proxy',
  15090: 'Envoy\'s own metrics, which are already merged',
};

/** The Prometheus annotations, with any character for the dots and slashes in their names. */
const plain = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_');
const TARGETS = 'prometheus_istio_io_scrape_targets';
const PORT = 'prometheus_io_port';
const PATH = 'prometheus_io_path';
const SCRAPE = 'prometheus_io_scrape';

export const isTrue = (value: string): boolean => ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value);
export const isBool = (value: string): boolean => isTrue(value) || ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value);

/** The agent serves the application's metrics together with the proxy's: Prometheus scrapes the agent, and the agent the application. */
export function mergeMetrics(annotations: Record<string, string>, mesh: Json, statusPort: number): { annotations: Record<string, string>; env: Json[] } {
  const found = (name: string): string | undefined => Object.entries(annotations).find(([key]) => plain(key) === name)?.[1];
  const scrape = found(SCRAPE);
  const own = annotations['prometheus.istio.io/merge-metrics'];
  const wanted = own !== undefined && isBool(own) ? isTrue(own) : mesh.enablePrometheusMerge ?? true;
  if ((scrape !== undefined && isBool(scrape) && !isTrue(scrape)) || !wanted || found(PORT) === String(statusPort)) return { annotations, env: [] };

  const targets = targetsOf(found(TARGETS));
  const [first] = targets ?? [];
  const scrapeTarget: Json = { scrape: scrape ?? '', path: first?.path ?? found(PATH) ?? '', port: first?.port ?? found(PORT) ?? '', ...targets ? { targets } : {} };
  for (const port of targets ? targets.map((target) => target.port) : scrapeTarget.port ? [scrapeTarget.port] : []) refuseReserved(port, statusPort);
  const hasTarget = scrapeTarget.scrape || scrapeTarget.path || scrapeTarget.port || targets;
  const kept = Object.entries(annotations).filter(([key]) => ![SCRAPE, PORT, PATH, TARGETS].includes(plain(key)));
  return {
    annotations: { ...Object.fromEntries(kept), 'prometheus.io/port': String(statusPort), 'prometheus.io/path': '/stats/prometheus', 'prometheus.io/scrape': 'true' },
    env: hasTarget ? [{ name: 'ISTIO_PROMETHEUS_ANNOTATIONS', value: JSON.stringify(scrapeTarget) }] : [],
  };
}

function targetsOf(annotation: string | undefined): { port: string; path: string }[] | undefined {
  const entries = (annotation ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry);
  if (entries.length === 0) return undefined;
  return entries.map((entry) => {
    const port = before(entry, ':');
    return { port: port.trim(), path: entry.slice(port.length + 1).trim() || '/metrics' };
  });
}

function refuseReserved(port: string, statusPort: number): void {
  const number = Number(port);
  if (!/^\d+$/.test(port) || number < 1 || number > 65535) throw new Error(`prometheus.io/port must be a port from 1 to 65535, got: '${port}'`);
  const reason = number === statusPort ? 'the agent\'s merged metrics' : RESERVED[String(number)];
  if (reason) throw new Error(`metrics can't be scraped from port ${number}: it is ${reason}; use the application's own port`);
}

/** Points Prometheus to the port with merged metrics over mutual TLS, if there is one. */
export function secureMetrics(annotations: Record<string, string>, sidecar: Json | undefined): Record<string, string> {
  if (Object.keys(annotations).some((key) => plain(key) === 'prometheus_istio_io_secure_port')) return annotations;
  const port = sidecar?.env?.find(({ name }: Json) => name === 'ENVOY_SECURE_MERGED_METRICS_PORT')?.value;
  return port && port !== '0' ? { ...annotations, 'prometheus.istio.io/secure-port': port } : annotations;
}

/** The container of the proxy, wherever it is. */
export function sidecarOf(spec: Json): Json | undefined {
  return [...spec.containers ?? [], ...spec.initContainers ?? []].find(({ name }) => name === PROXY);
}
