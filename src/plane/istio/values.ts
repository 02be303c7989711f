import { Duration } from 'cdk8s';
import type { IDestination } from '../../istio/api/destination';
import { StringMatch } from '../../istio/api/string-match';
import type { Input } from '../../istio/write/json';
import type { BackendModel, StringMatchModel } from '../../model/route';

/** Converts the model's milliseconds to a duration. */
export function time(ms: number | undefined): Duration | undefined {
  return ms === undefined ? undefined : Duration.millis(ms);
}

/** A list or map if it is not empty. */
export function nonEmpty<T extends object>(value: T | undefined): T | undefined {
  return value !== undefined && (Array.isArray(value) ? value.length : Object.keys(value).length) > 0 ? value : undefined;
}

/** A struct if a field is set. */
export function ifSet<T extends object>(value: T): T | undefined {
  for (const key of Object.keys(value)) {
    if (value[key as keyof T] !== undefined) {
      return value;
    }
  }
  return undefined;
}

/** A model keyword in Istio's form: `strict`, `STRICT`. */
export function upper<T extends string>(word: T): Uppercase<T> {
  return word.toUpperCase() as Uppercase<T>;
}

/** A string match; absence is expressed elsewhere. */
export function stringMatch(m: StringMatchModel): StringMatch {
  return m.kind === 'present' || m.kind === 'absent' ? StringMatch.present() : StringMatch[m.kind](m.value!);
}

/** The host, subset and port of a backend. */
export function destination(b: BackendModel, port: number | undefined = b.port ?? (b.service.ports.length === 1 ? b.service.ports[0].port : undefined)): Input<IDestination> {
  const { clusterSet, hosts } = b.service;
  return place(b.clusterSet && clusterSet?.by === 'import' ? clusterSet.host : hosts[0], port, b.version?.name);
}

/** A host as a destination. */
export function place(host: string, port?: number, subset?: string): Input<IDestination> {
  const config = { host, subset, port };
  return { toDestinationConfig: () => config };
}

/** The weighted destinations of connections. */
export function shares(backends: readonly BackendModel[], port: (b: BackendModel) => number | undefined): Array<{ destination: Input<IDestination>; weight?: number }> {
  return backends.map((b) => ({ destination: destination(b, port(b)), weight: b.weight }));
}
