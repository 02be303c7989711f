import { leadingTo, shareOf } from './destination';
import type { TrafficOutcome } from './outcome';
import { outcomeOf } from './outcome-of';
import { evaluate, type Ask, type Evaluated } from '../compiled/evaluate/evaluate';
import { sourceText, stepsOf, story } from '../compiled/evaluate/story';
import type { CompiledProxy, Contest, Route, Source } from '../compiled/form';

/** One decision on the way of a request. */
export interface TrafficStep {
  /** What was decided. */
  readonly text: string;
  /**
   * Object and place that decided it, like `VirtualService shop/reviews, shop.yaml:7`.
   * @default - the control plane decides it of its own accord
   */
  readonly by?: string;
  /** What lost, and why. */
  readonly beat: string[];
}

/** What else may become of a request: two objects compete, the older one wins, and the manifests don't tell which one that is. */
export interface TrafficAlternative {
  /** The object that would have to be the oldest one. */
  readonly ifOldest: string;
  /** What becomes of the request then. */
  readonly outcomes: TrafficOutcome[];
}

/** Where a request goes, and why. */
export class TrafficAnswer {
  /** @internal */
  public static _of(proxy: CompiledProxy, ask: Ask): TrafficAnswer {
    return new TrafficAnswer(proxy, ask, evaluate(proxy, ask));
  }

  /** What becomes of it: one outcome for each destination of a split. */
  public readonly outcomes: TrafficOutcome[];

  private constructor(private readonly proxy: CompiledProxy, private readonly ask: Ask, private readonly evaluated: Evaluated) {
    this.outcomes = evaluated.outcomes.map(outcomeOf);
  }

  /** The first outcome; the only one, where nothing is split. */
  public get outcome(): TrafficOutcome {
    return this.outcomes[0];
  }

  /** The whole answer as a story: each decision, the object that made it, what it was preferred to. */
  public get trace(): string {
    const others = this.alternatives.map(({ ifOldest, outcomes }) => [
      `Either may win, by age, which the files do not tell. If ${ifOldest} is the oldest:`,
      ...outcomes.map((o) => `  ${o.text}`),
    ].join('\n'));
    return [story(this.proxy, this.ask, this.evaluated), ...others.map((o) => `${o}\n`)].join('');
  }

  /** @internal the routes that the request met, each once */
  public get _routes(): readonly Route[] {
    return [...new Set(this.evaluated.outcomes.flatMap((o) => o.route ?? []))];
  }

  /** @internal the places that made these routes */
  public get _sources(): readonly Source[] {
    return this._routes.flatMap((r) => [...(r.origin ? [r.origin] : []), ...r.alsoFrom ?? []]);
  }

  /** The decisions, in order. */
  public get steps(): TrafficStep[] {
    return stepsOf(this.ask, this.evaluated).map(({ text, by, beat }) => ({
      text,
      ...(by && { by: sourceText(by) }),
      beat: beat.map((b) => (b.by ? `${b.text} (${sourceText(b.by)})` : b.text)),
    }));
  }

  /** What the answer takes for granted, like an EnvoyFilter on the way whose patches are not applied. */
  public get assumptions(): string[] {
    return this.evaluated.assumptions.map((a) => (a.about ? `${a.text} (${sourceText(a.about)})` : a.text));
  }

  /** What else may become of it, where the age of objects decides, which manifests don't tell; only what differs from this answer. */
  public get alternatives(): TrafficAlternative[] {
    const mine = fingerprint(this.evaluated);
    return objectsOf(this.proxy.contests).flatMap(({ object, text }) => {
      const other = evaluate(this.proxy.ifOldest(object), this.ask);
      return fingerprint(other) === mine ? [] : [{ ifOldest: text, outcomes: other.outcomes.map(outcomeOf) }];
    });
  }

  /** @internal the answer for programs; durations are milliseconds */
  public get _json(): unknown {
    return {
      outcomes: this.outcomes.map(plain),
      steps: this.steps,
      assumptions: this.assumptions,
      alternatives: this.alternatives.map((a) => ({ ...a, outcomes: a.outcomes.map(plain) })),
    };
  }

  /**
   * The share of the requests that a service gets, 0 to 1.
   * @param host its host: full (`reviews.shop.svc.cluster.local`), or up to a dot (`reviews.shop`, `reviews`)
   * @param subset only the share of this subset; default: of all
   */
  public shareOf(host: string, subset?: string): number {
    return shareOf(leadingTo({ host, subset }, this.outcomes));
  }
}

const plain = ({ timeout, delay, ...o }: TrafficOutcome) =>
  ({ ...o, ...(timeout && { timeout: timeout.toMilliseconds() }), ...(delay && { delay: delay.toMilliseconds() }) });

/** The objects that would win if they were older, each once. */
function objectsOf(contests: readonly Contest[]) {
  const losers = new Map(contests.flatMap((c) => c.objects.slice(1).map((s) => [s.object, { object: s.object, text: sourceText({ ...s, pointer: '' }) }] as const)));
  return [...losers.values()];
}

/** Equal for what users would call the same outcomes. */
function fingerprint({ outcomes }: Evaluated): string {
  return JSON.stringify(outcomes.map(({ virtualHost: _host, route: _route, headers, ...o }) => [o, headers && [...headers]]));
}
