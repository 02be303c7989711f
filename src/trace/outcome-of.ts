import { Duration } from 'cdk8s';
import type { TrafficHop, TrafficMirror, TrafficOutcome, TrafficOutcomeKind } from './outcome';
import { nameOf, type Final, type Hop } from '../compiled/evaluate/journey';
import type { Outcome } from '../compiled/evaluate/outcome';
import { finalText } from '../compiled/evaluate/story';
import { defined } from '../grammar/plain';

/** The end of a request's path, for users. */
export function outcomeOf(final: Final): TrafficOutcome {
  const { outcome: o, share, hops } = final;
  return defined<TrafficOutcome>({
    kind: o.kind as TrafficOutcomeKind,
    share,
    text: finalText(final),
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
    hops: hops.length ? hops.map(hopOf) : undefined,
    why: o.why,
  }) as TrafficOutcome;
}

function hopOf({ outcome: { service, path, authority, timeout, tries, route }, to }: Hop): TrafficHop {
  return defined<TrafficHop>({
    workload: nameOf(to),
    host: service?.host ?? '',
    port: service?.port ?? 0,
    subset: service?.subset || undefined,
    path,
    authority,
    timeout: timeout ? Duration.millis(timeout) : undefined,
    tries,
    route: route?.name || undefined,
  }) as TrafficHop;
}

/** Istio names a cluster `outbound|PORT|SUBSET|HOST`, also one that does not exist. */
function mirrorOf({ cluster, share, service }: NonNullable<Outcome['mirrors']>[number]): TrafficMirror {
  const [, port = '0', subset = '', host = cluster] = cluster.split('|');
  const { host: to, port: at, subset: of } = service ?? { host, port: Number(port), subset };
  return { host: to, port: at, ...(of && { subset: of }), share };
}
