import { Duration } from 'cdk8s';
import type { TrafficMirror, TrafficOutcome, TrafficOutcomeKind } from './outcome';
import type { Outcome } from '../compiled/evaluate/evaluate';
import { outcomeText } from '../compiled/evaluate/story';
import { defined } from '../grammar/plain';

/** An outcome of the evaluator, for users. */
export function outcomeOf(o: Outcome): TrafficOutcome {
  return defined<TrafficOutcome>({
    kind: o.kind as TrafficOutcomeKind,
    share: o.share,
    text: outcomeText(o),
    status: o.status,
    location: o.location,
    host: o.service?.host,
    port: o.service?.port,
    subset: o.service?.subset || undefined,
    cluster: o.cluster,
    workloads: o.workloads && [...o.workloads],
    path: o.path,
    authority: o.authority,
    headers: o.headers && Object.fromEntries([...o.headers].map(([name, values]) => [name, values.join(',')])),
    timeout: o.timeout ? Duration.millis(o.timeout) : undefined,
    tries: o.tries,
    mirrors: o.mirrors?.map(mirrorOf),
    delay: o.delay && Duration.millis(o.delay.milliseconds),
    delayShare: o.delay?.share,
    route: o.route?.name || undefined,
    why: o.why,
  }) as TrafficOutcome;
}

/** Istio names a cluster `outbound|PORT|SUBSET|HOST`. */
function mirrorOf({ cluster, share }: { readonly cluster: string; readonly share: number }): TrafficMirror {
  const [, port, subset, host] = cluster.split('|');
  return { host, port: Number(port), ...(subset && { subset }), share };
}
