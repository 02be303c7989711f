/** Gateway API's own conformance tests: the requests that they send, and what they expect. */
import { execFileSync } from 'node:child_process';

/** What the Go program (parts/reader/suite) writes for a name that only a run of the test gives a value. */
export interface Named { readonly symbol: string }
/** What it writes for a call that it does not follow. */
export interface Called { readonly call: string; readonly args: readonly unknown[] }

export interface Sent {
  readonly function: string;
  /** what a method is called on */
  readonly on: unknown;
  readonly args: readonly any[];
  /** the test has changed objects before */
  readonly changed: boolean;
}

export interface SuiteTest {
  readonly name: string;
  readonly manifests: readonly string[];
  readonly features: readonly Named[];
  readonly calls: readonly Sent[] | null;
}

export interface NamespacedName { readonly Name: string; readonly Namespace: string }

type Headers = Readonly<Record<string, string>>;
/** A struct of the suite's package `http`; fields that are not set are missing. */
export interface HttpRequest { readonly Host?: string; readonly Method?: string; readonly Path?: string; readonly Headers?: Headers; readonly Protocol?: string }
export interface HttpExpected {
  readonly Request: HttpRequest;
  readonly ExpectedRequest?: { readonly Request?: HttpRequest; readonly AbsentHeaders?: readonly string[] } & HttpRequest;
  readonly RedirectRequest?: { readonly Scheme?: string; readonly Host?: string; readonly Port?: string; readonly Path?: string };
  readonly Response?: { readonly StatusCode?: number; readonly StatusCodes?: readonly number[]; readonly Headers?: Headers; readonly AbsentHeaders?: readonly string[] };
  /** headers that the pod sets in its response */
  readonly BackendSetResponseHeaders?: Headers;
  readonly Backend?: string;
  readonly Namespace?: string;
  readonly MirroredTo?: readonly { readonly BackendRef: { readonly Name: string; readonly Namespace: string }; readonly Percent?: number }[];
}
/** A struct of the suite's package `grpc`. */
export interface GrpcExpected {
  readonly EchoRequest?: object;
  readonly EchoTwoRequest?: object;
  readonly EchoThreeRequest?: object;
  readonly RequestMetadata?: { readonly Authority?: string; readonly Metadata?: Headers };
  readonly Response?: { readonly Code?: Named };
  readonly Backend?: string;
  readonly Namespace?: string;
}
/** A struct of the suite's package `tcp`. */
export interface TcpExpected { readonly Backend: string; readonly Namespace: string }

export function suiteTests(program: string, source: string): SuiteTest[] {
  return execFileSync(program, [source], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).trim().split('\n').map((line) => JSON.parse(line) as SuiteTest);
}

export const isCalled = (value: any): value is Called => typeof value?.call === 'string';

/** The first call of a function in a value that other calls made; undefined where there is none. */
export function callIn(value: unknown, name: string): Called | undefined {
  if (!isCalled(value)) return undefined;
  if (value.call === name) return value;
  for (const arg of value.args) {
    const found = callIn(arg, name);
    if (found) return found;
  }
  return undefined;
}
