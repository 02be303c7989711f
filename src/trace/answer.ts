import type { Duration } from 'cdk8s';
import type { Caller } from './caller';
import { leadingTo, shareOf } from './destination';
import type { TrafficOutcome } from './outcome';
import { outcomeOf } from './outcome-of';
import type { Ask } from '../compiled/evaluate/evaluate';
import { finalsOf, journey, legsOf, nameOf, type Leg } from '../compiled/evaluate/journey';
import { assumptionText, sourceText, stepsOf, story } from '../compiled/evaluate/story';
import type { Contest, Route, Source, SourceObject } from '../compiled/form';
import { guarded } from '../guard/guard';

/** One decision on the way of a request. */
export interface TrafficStep {
  /** The decision. */
  readonly text: string;
  /**
   * Object and place that decided it, like `VirtualService shop/reviews, shop.yaml:7`.
   * @default - built into the control plane
   */
  readonly by?: string;
  /** The alternatives that it took precedence over, and why. */
  readonly beat: string[];
  /**
   * The gateway or waypoint that decided it, as `NAMESPACE/NAME`.
   * @default - the proxy at which the request began
   */
  readonly at?: string;
}

/** Another possible outcome of a request: two objects conflict, the older one wins, and manifests do not contain their age. */
export interface TrafficAlternative {
  /** The object that would have to be the oldest one. */
  readonly ifOldest: string;
  /** Outcomes of the request in that case. */
  readonly outcomes: TrafficOutcome[];
}

/** Where a request goes, and why. */
export class TrafficAnswer {
  /** @internal */
  public static _of(caller: Caller, ask: Ask): TrafficAnswer {
    return new TrafficAnswer(caller, ask, journey(caller.proxy, ask, caller.behindOf));
  }

  private known?: TrafficOutcome[];

  private constructor(private readonly caller: Caller, private readonly ask: Ask, private readonly first: Leg) {}

  /** Outcomes of the request: one for each destination of a split. */
  public get outcomes(): TrafficOutcome[] {
    return this.known ??= outcomesOf(this.first);
  }

  /** The first outcome; the only one without a split. */
  public get outcome(): TrafficOutcome {
    return this.outcomes[0];
  }

  /**
   * The whole answer as text: each decision, the object that made it, and the alternatives that it won against; for each proxy that the request
   * passes.
   */
  public get trace(): string {
    const others = this.alternatives.map(({ ifOldest, outcomes }) => [
      `The result depends on which object is the oldest, and the files don't show that. If ${ifOldest} is the oldest:`,
      ...outcomes.map((o) => `  ${o.text}`),
    ].join('\n'));
    return [story(this.first), ...others.map((o) => `${o}\n`)].join('');
  }

  /** @internal the routes that the request matched, each once */
  public get _routes(): readonly Route[] {
    return [...new Set(legsOf(this.first).flatMap((l) => l.ends.flatMap((e) => e.outcome.route ?? [])))];
  }

  /** @internal the places in manifests that these routes come from */
  public get _sources(): readonly Source[] {
    return this._routes.flatMap((r) => [...(r.origin ? [r.origin] : []), ...r.alsoFrom ?? []]);
  }

  /** The decisions, in order; those of a gateway or waypoint on the way name it. */
  public get steps(): TrafficStep[] {
    return legsOf(this.first).flatMap((leg) => stepsOf(leg.ask, leg.evaluated).map(({ text, by, beat }) => ({
      text,
      ...(by && { by: sourceText(by) }),
      beat: beat.map((b) => (b.by ? `${b.text} (${sourceText(b.by)})` : b.text)),
      ...(leg !== this.first && { at: nameOf(leg.proxy) }),
    })));
  }

  /** Assumptions behind the answer, such as an EnvoyFilter on the path whose patches are not applied. */
  public get assumptions(): string[] {
    return [...new Set(legsOf(this.first).flatMap((l) => l.assumptions.map(assumptionText)))];
  }

  /** Other possible outcomes that depend on the age of objects, which manifests do not contain; only those that differ from this answer. */
  public get alternatives(): TrafficAlternative[] {
    const mine = JSON.stringify(this.outcomes);
    return objectsOf(this.caller.proxy.contests).flatMap(({ object, text }) => {
      const outcomes = outcomesOf(this.ifOldest(object));
      return JSON.stringify(outcomes) === mine ? [] : [{ ifOldest: text, outcomes }];
    });
  }

  /** @internal the answer as JSON for programs; durations are in milliseconds */
  public get _json(): unknown {
    return {
      outcomes: this.outcomes.map(plain),
      steps: this.steps,
      assumptions: this.assumptions,
      alternatives: this.alternatives.map((a) => ({ ...a, outcomes: a.outcomes.map(plain) })),
    };
  }

  /**
   * The share of the requests that a service receives, 0 to 1; for a gateway, the share that passes through it.
   *
   * @param host its full host (`reviews.shop.svc.cluster.local`), or a beginning of it up to a dot (`reviews.shop`, `reviews`)
   * @param subset count only this subset; by default all of them
   */
  public shareOf(host: string, subset?: string): number {
    return shareOf(leadingTo({ host, subset }, this.outcomes));
  }

  private ifOldest(object: SourceObject): Leg {
    const { proxy, behindOf } = this.caller;
    return journey(proxy.ifOldest(object), this.ask, (at, cluster) => {
      const behind = behindOf(at, cluster);
      return { ...behind, peers: behind.peers.map((p) => p && { ...p, proxy: p.proxy.ifOldest(object) }) };
    });
  }
}
guarded(TrafficAnswer, 'TrafficAnswer');

const outcomesOf = (first: Leg): TrafficOutcome[] => finalsOf(first).map(outcomeOf);

const milliseconds = <T extends { readonly timeout?: Duration }>({ timeout, ...rest }: T) => ({ ...rest, ...(timeout && { timeout: timeout.toMilliseconds() }) });
const plain = ({ delay, hops, ...o }: TrafficOutcome) =>
  ({ ...milliseconds(o), ...(delay && { delay: delay.toMilliseconds() }), ...(hops && { hops: hops.map(milliseconds) }) });

/** The objects that would win if they were older, each once. */
function objectsOf(contests: readonly Contest[]) {
  const losers = new Map(contests.flatMap((c) => c.objects.slice(1).map((s) => [s.object, { object: s.object, text: sourceText({ ...s, pointer: '' }) }] as const)));
  return [...losers.values()];
}
