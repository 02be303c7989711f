import { TrafficOutcomeKind, type TrafficOutcome } from './outcome';

/** A destination of requests, as far as it is named. */
export interface Destination {
  /** full host of a service, or a beginning of it up to a dot */
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
  /** `NAMESPACE/NAME` of a workload that may get the request */
  readonly workload?: string;
}

/** Whether a name is a full host, or a beginning of it up to a dot. */
export const isHost = (full: string, called: string): boolean => full === called || full.startsWith(`${called}.`);

/** The outcomes that lead to a destination, or pass through it. */
export function leadingTo(to: Destination, outcomes: readonly TrafficOutcome[]): readonly TrafficOutcome[] {
  return outcomes.filter((o) => (o.kind === TrafficOutcomeKind.ROUTED && is(o, to)) || o.hops?.some((h) => is({ ...h, workloads: [h.workload] }, to)));
}

function is(o: Pick<TrafficOutcome, 'host' | 'subset' | 'port' | 'workloads'>, { host, subset, port, workload }: Destination): boolean {
  return o.host !== undefined && isHost(o.host, host)
    && (subset === undefined || o.subset === subset) && (port === undefined || o.port === port) && (workload === undefined || o.workloads?.includes(workload) === true);
}

/** The share of the requests, 0 to 1. */
export const shareOf = (outcomes: readonly TrafficOutcome[]): number => outcomes.reduce((sum, o) => sum + o.share, 0);

/** Whether two shares are equal except for rounding. */
export const sameShare = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;

export const destinationText = ({ host, subset, port, workload }: Destination): string =>
  [host, port && `port ${port}`, subset && `subset ${subset}`, workload && `workload ${workload}`].filter((part) => part).join(', ');
