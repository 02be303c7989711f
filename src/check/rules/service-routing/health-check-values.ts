import { nameOf } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

/** Where a kind keeps its health check, and how long Google waits by default, if that is known. */
interface Place { readonly group: string; readonly kind: string; readonly path: string; readonly type?: string; readonly defaults?: { readonly interval: number; readonly timeout: number } }
const PLACES: readonly Place[] = [
  { group: 'networking.gke.io', kind: 'HealthCheckPolicy', path: 'spec.default', type: 'config.type' },
  { group: 'cloud.google.com', kind: 'BackendConfig', path: 'spec.healthCheck' },
  { group: 'compute.cnrm.cloud.google.com', kind: 'ComputeHealthCheck', path: 'spec', defaults: { interval: 5, timeout: 5 } },
];

/** The block of settings for each type of a HealthCheckPolicy. */
const BLOCKS: Readonly<Record<string, string>> = { HTTP: 'httpHealthCheck', HTTPS: 'httpsHealthCheck', HTTP2: 'http2HealthCheck', GRPC: 'grpcHealthCheck', TCP: 'tcpHealthCheck' };
const PATHS = ['requestPath', ...['', 'config.'].flatMap((before) => ['http', 'https', 'http2'].map((type) => `${before}${type}HealthCheck.requestPath`))];

export const healthCheckValues: Check = {
  code: 'MESH720',
  title: 'health check that Google refuses',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'In a health check of Google\'s load balancers, `timeoutSec` is at most `checkIntervalSec` (5 seconds each unless set, in a ComputeHealthCheck), `requestPath` begins with a slash, and the settings of a HealthCheckPolicy are in the block of its type (`type: GRPC` and `grpcHealthCheck`). '
    + 'Otherwise the load balancer keeps its previous health check, or is not created.',
  run(world, report) {
    for (const place of PLACES) {
      for (const item of world.ofKind(place.group, place.kind)) {
        for (const problem of problemsOf(item, place)) report(item, problem);
      }
    }
  },
};

interface Problem { readonly pointer: string; readonly message: string; readonly fix: string }

function* problemsOf(item: Item, { path, type, defaults }: Place): Iterable<Problem> {
  const refuses = `Google refuses ${item.kind} ${nameOf(item)}`;
  const seconds = (name: string, otherwise: number | undefined) => {
    const found = at(item.object, `${path}.${name}`)[0];
    return { pointer: found?.pointer, value: typeof found?.value === 'number' ? found.value : otherwise };
  };
  const timeout = seconds('timeoutSec', defaults?.timeout);
  const interval = seconds('checkIntervalSec', defaults?.interval);
  if (timeout.value !== undefined && interval.value !== undefined && timeout.value > interval.value) {
    const by = interval.pointer === undefined ? ', its default' : '';
    yield {
      pointer: timeout.pointer ?? interval.pointer ?? '',
      message: `timeoutSec is ${timeout.value}${timeout.pointer === undefined ? ' by default' : ''}, longer than checkIntervalSec, ${interval.value}${by}: ${refuses}`,
      fix: `set checkIntervalSec: ${timeout.value} or more, or a shorter timeoutSec`,
    };
  }
  for (const { pointer, value } of PATHS.flatMap((name) => at(item.object, `${path}.${name}`))) {
    if (typeof value === 'string' && value !== '' && !value.startsWith('/')) yield { pointer, message: `requestPath '${value}' does not begin with a slash: ${refuses}`, fix: `use /${value}` };
  }
  const chosen = type === undefined ? undefined : text(item.object, `${path}.${type}`);
  const block = chosen === undefined ? undefined : BLOCKS[chosen];
  const config = at(item.object, `${path}.config`)[0];
  for (const other of Object.values(BLOCKS)) {
    if (block === undefined || other === block || config === undefined || at(config.value, other).length === 0) continue;
    yield { pointer: `${config.pointer}/${other}`, message: `${other} does not belong to type ${chosen}: ${refuses}`, fix: `move the settings to ${block}, or set type: ${Object.keys(BLOCKS).find((t) => BLOCKS[t] === other)}` };
  }
}
