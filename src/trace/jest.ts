import { TrafficAnswer } from './answer';
import { destinationText, leadingTo, sameShare, shareOf } from './destination';
import { TrafficOutcomeKind, type TrafficOutcome } from './outcome';
import { percent } from '../compiled/evaluate/story';

/** The service that an answer must lead to. */
export interface Reached {
  readonly subset?: string;
  readonly port?: number;
  /** `NAMESPACE/NAME` of a workload that may get the request */
  readonly workload?: string;
  /** share of the requests, 0 to 1; all of them if omitted */
  readonly share?: number;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    interface Matchers<R> {
      /** The service gets the requests: all of them, or the given share. */
      toReach(host: string, reached?: Reached): R;
      /** The proxy redirects all of the requests to this URL. */
      toRedirectTo(location: string, status?: number): R;
      /** The proxy answers all of the requests itself, with this status: a direct response, an injected fault, or a failure. */
      toBeAnsweredWith(status: number): R;
      /** No service gets any of the requests, and none leaves the mesh. */
      toReachNothing(): R;
    }
  }
}

interface Result { readonly pass: boolean; readonly message: () => string }

expect.extend({
  toReach(answer: unknown, host: string, { share = 1, ...named }: Reached = {}): Result {
    const wanted = { host, ...named };
    const got = shareOf(leadingTo(wanted, answerOf(answer).outcomes));
    return result(sameShare(got, share), answer, `${percent(share)} of the requests reach ${destinationText(wanted)}`, `got ${percent(got)}`);
  },
  toRedirectTo(answer: unknown, location: string, status?: number): Result {
    const ok = every(answer, (o) => o.kind === TrafficOutcomeKind.REDIRECTED && o.location === location && (status === undefined || o.status === status));
    return result(ok, answer, `redirected to ${location}${status === undefined ? '' : ` with status ${status}`}`);
  },
  toBeAnsweredWith(answer: unknown, status: number): Result {
    return result(every(answer, (o) => o.status === status), answer, `answered by the proxy with status ${status}`);
  },
  toReachNothing(answer: unknown): Result {
    return result(every(answer, (o) => o.kind !== TrafficOutcomeKind.ROUTED && o.kind !== TrafficOutcomeKind.PASSED_THROUGH && o.kind !== TrafficOutcomeKind.UNKNOWN), answer, 'reach nothing');
  },
});

const every = (answer: unknown, test: (o: TrafficOutcome) => boolean): boolean => answerOf(answer).outcomes.every(test);

function answerOf(answer: unknown): TrafficAnswer {
  if (answer instanceof TrafficAnswer) return answer;
  throw new Error(`the matchers of cdk8s-mesh/jest take a TrafficAnswer, got: ${String(answer)}; use expect(traffic.ask({ from: …, url: … }))`);
}

/** The trace explains the result, whichever way the test fails. */
function result(pass: boolean, answer: unknown, expected: string, got?: string): Result {
  return { pass, message: () => `expected${pass ? ' not' : ''}: ${expected}${got === undefined ? '' : `, ${got}`}\n\n${answerOf(answer).trace}` };
}
