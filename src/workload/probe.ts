import { compact } from '../grammar/json';
import type { ProbeModel } from '../model/service';

/** A probe of a container. */
export function probeSpec(p: ProbeModel): { [k: string]: unknown } {
  return compact({
    httpGet: p.kind === 'http' ? compact({ path: p.path, port: p.port, httpHeaders: Object.entries(p.headers ?? {}).map(([name, value]) => ({ name, value })) }) : undefined,
    grpc: p.kind === 'grpc' ? { port: p.port } : undefined,
    tcpSocket: p.kind === 'tcp' ? { port: p.port } : undefined,
    exec: p.kind === 'exec' ? { command: p.command } : undefined,
    initialDelaySeconds: p.initialDelaySeconds,
    periodSeconds: p.periodSeconds,
  });
}
