import { TrafficAnswer } from '../answer';
import type { Callers } from '../callers';
import { askOf, BadQuestion, type Question } from '../question';
import { BadSuite, testsSchema, validate, type Document } from './document';
import { failuresOf, type Expectation } from './expectation';
import type { TracedRequest, Verdict } from './verdict';

interface OwnTest {
  readonly name: string;
  readonly from?: string;
  readonly requests: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly serverName?: string;
  readonly expect: Expectation;
}

/** Runs a test file of our schema. Throws if it violates the schema, or contains an invalid request. */
export function judge(document: Document, callers: Callers): Verdict[] {
  validate(document, testsSchema());
  const { from, tests } = document.body as unknown as { readonly from?: string; readonly tests: readonly OwnTest[] };
  return tests.map((test, i) => ({ name: test.name, place: document.place(`/tests/${i}`), asked: test.requests.map((text, j) => ask(text, j, test, i)) }));

  function ask(text: string, j: number, test: OwnTest, i: number): TracedRequest {
    const caller = test.from ?? from;
    if (caller === undefined) throw new BadSuite(`${document.place(`/tests/${i}`)}: the test "${test.name}" has no caller; set from, in the test or for the whole file, to NAMESPACE/WORKLOAD`);
    try {
      const asked = askOf(questionOf(text, test));
      const known = callers.caller(caller);
      if (!known) throw callers.missing(caller);
      const answer = TrafficAnswer._of(known, asked);
      return { text, failures: failuresOf(test.expect, answer), notes: [], trace: () => answer.trace, met: answer._sources };
    } catch (e) {
      if (e instanceof BadQuestion) throw new BadSuite(`${document.place(`/tests/${i}/requests/${j}`)}: ${e.message}`);
      throw e;
    }
  }
}

function questionOf(text: string, { headers = {}, serverName }: OwnTest): Question {
  const [first, second, ...more] = text.trim().split(/\s+/);
  if (more.length > 0) throw new BadQuestion(`a request must be a method and a URL, like GET http://reviews:9080/, got "${text}"`);
  return { method: second === undefined ? 'GET' : first, url: second ?? first, headers: Object.entries(headers), serverName };
}
