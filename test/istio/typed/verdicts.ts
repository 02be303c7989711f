import { build } from '.';
import type { Typed, Write } from '.';

/** What a construct refuses although istiod accepts it, by the form of the error, and why. */
const STRICTER: readonly (readonly [form: RegExp, why: string])[] = [
  [/must not be empty/, 'an empty list or map, which reads as nothing and which istiod takes for everything or for the default'],
  [/must be a (?:Kubernetes name|label's value|DNS label)|must be labels:/, 'a name or label that no object can have'],
  [/must be the name of an environment variable/, 'a variable that no container can have'],
  [/must be (?:a port from|the name of an HTTP header|a host name|a path that begins|an IP address|an RE2)|'127\.0\.0\.1:PORT'|must contain SHA-256/, 'a value that no port, request or certificate can have, so that it never matches'],
  [/must be a non-empty string|, got: ''$/, 'an empty text'],
  [/ no effect|more than one policy in portLevelSettings|twice; remove one|the mesh provides the certificates/, 'a setting without effect'],
  [/at least 1 ms/, 'a time that Envoy takes for none'],
  [/must be (?:a )?(?:prime|percentage|whole number|from)/, 'a number out of the range of its unit'],
];

/** The constructs' verdicts on manifests, compared with those of the API server and istiod. */
export interface Comparison {
  /** Manifests that no properties say, by the reason. */
  readonly untyped: { readonly [reason: string]: number };
  readonly accepted: number;
  readonly refused: number;
  /** Refused by the constructs alone, each for a reason that was weighed. */
  readonly stricter: { readonly [why: string]: number };
  /** Lacks something that a later call can add: the construct takes it, and synth refuses what stays missing. */
  readonly unfinished: string[];
  /** Any other differing verdict. */
  readonly wrong: string[];
}

/** A manifest, what was changed in it, and what the API server and istiod say. */
export interface Judged {
  readonly object: Typed;
  readonly change: string;
  readonly refused: boolean;
}

const bump = (counts: { [key: string]: number }, key: string): void => { counts[key] = (counts[key] ?? 0) + 1; };

/** Builds each manifest that properties can say, and compares. */
export function compare(all: readonly Judged[], write?: Write): Comparison {
  const result = { untyped: {} as { [reason: string]: number }, accepted: 0, refused: 0, stricter: {} as { [why: string]: number }, unfinished: [] as string[], wrong: [] as string[] };
  for (const { object, change, refused } of all) {
    const built = build(object, write);
    if (built.is === 'untyped') {
      bump(result.untyped, built.reason);
    } else if (built.is === 'altered') {
      result.wrong.push(`${change}: written differently at ${built.place}`);
    } else if (built.is === 'written') {
      if (!refused) { result.accepted++; } else { (unfinished(object) ? result.unfinished : result.wrong).push(`${change}: the construct takes it`); }
    } else if (refused) {
      result.refused++;
    } else {
      const why = STRICTER.find(([form]) => form.test(built.message))?.[1];
      if (why === undefined) { result.wrong.push(`${change}: the construct alone refuses it: ${built.message}`); } else { bump(result.stricter, why); }
    }
  }
  return result;
}

const isEmpty = (list: unknown): boolean => !Array.isArray(list) || list.length === 0;

/** Whether an object has none of the parts that its `add…` methods add and that istiod wants at least one of. */
function unfinished({ kind, spec = {} }: Typed): boolean {
  switch (kind) {
    case 'VirtualService': return isEmpty(spec.hosts) || [spec.http, spec.tls, spec.tcp].every(isEmpty);
    case 'AuthorizationPolicy': return isEmpty(spec.rules);
    case 'Gateway': return isEmpty(spec.servers);
    case 'ServiceEntry': return isEmpty(spec.ports) || isEmpty(spec.endpoints);
    case 'Sidecar': return isEmpty(spec.egress) && isEmpty(spec.ingress);
    case 'EnvoyFilter': return isEmpty(spec.configPatches);
    default: return false;
  }
}
