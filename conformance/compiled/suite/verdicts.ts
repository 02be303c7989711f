/** What our evaluator makes of all expectations of Gateway API's conformance tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { different } from './compare';
import { questionOf } from './expectations';
import type { Sent, SuiteTest } from './tests';
import { SuiteWorld } from './world';
import type { TrafficAnswer } from '../../../src/trace/answer';

export interface Verdicts {
  expected: number;
  /** expectations that are not compared, by the reason */
  readonly listed: Map<string, number>;
  readonly wrong: string[];
}

/** What Istio's own run of these tests leaves out. */
export interface LeftOut { readonly tests: ReadonlySet<string>; readonly features: ReadonlySet<string> }

export function leftOutByIstio(istio: string): LeftOut {
  const run = readFileSync(join(istio, 'tests/integration/pilot/gateway_conformance_test.go'), 'utf8');
  const supported = readFileSync(join(istio, 'pilot/pkg/config/kube/gateway/supported_features.go'), 'utf8');
  const skipped = /var skippedTests = [^{]*\{([^}]*)\}/.exec(run)![1];
  const features = [...run.matchAll(/Delete\(features\.(\w+)Feature\)/g), ...supported.matchAll(/^\tfeatures\.(\w+)Feature,/gm)].map(([, name]) => `features.Support${name}`);
  return { tests: new Set([...skipped.matchAll(/^\s*"(\w+)":/gm)].map(([, name]) => name)), features: new Set(features) };
}

/** @param alter changes the objects of each test, for a control */
export function verdictsOf(source: string, tests: readonly SuiteTest[], leftOut: LeftOut, alter?: (objects: any[]) => void): Verdicts {
  const verdicts: Verdicts = { expected: 0, listed: new Map(), wrong: [] };
  for (const test of tests) {
    const calls = test.calls ?? [];
    const world = calls.length > 0 ? new SuiteWorld(source, test, alter) : undefined;
    calls.forEach((_, at) => enter(verdicts, test, world!, calls, at, leftOut));
  }
  return verdicts;
}

function enter(verdicts: Verdicts, test: SuiteTest, world: SuiteWorld, calls: readonly Sent[], at: number, leftOut: LeftOut): void {
  const list = (reason: string): unknown => verdicts.listed.set(reason, (verdicts.listed.get(reason) ?? 0) + 1);
  const question = questionOf(world, calls, at);
  if ('outside' in question) return void list(question.outside);
  const answer = world.ask(question.request);
  const text = different(question.wanted, answer, question.request);
  if (text === undefined) return void verdicts.expected++;
  const reason = leftOutReason(test, leftOut) ?? justified(answer, text);
  if (reason !== undefined) return void list(reason);
  verdicts.wrong.push(`${test.name}: ${question.request.method ?? 'GET'} ${question.request.url}: ${text}`);
}

function leftOutReason({ name, features }: SuiteTest, leftOut: LeftOut): string | undefined {
  return leftOut.tests.has(name) || features.some((f) => leftOut.features.has(f.symbol)) ? 'of a test that Istio leaves out' : undefined;
}

/** Why an answer may differ: it says itself what it takes for granted, or it is about what no answer has. */
function justified({ assumptions }: TrafficAnswer, text: string): string | undefined {
  if (assumptions.some((a) => a.startsWith('the effect of this BackendTLSPolicy'))) return 'the answer names a BackendTLSPolicy as an assumption';
  if (assumptions.some((a) => a.startsWith('the client presents a certificate'))) return 'the answer assumes a certificate that the server accepts';
  return text.startsWith('expected the header access-control-') ? 'about headers that Envoy adds to responses for CORS' : undefined;
}
