import { textOf } from '../../../grammar/json';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Json = Readonly<Record<string, unknown>>;
/** Fields that only restrict where a match applies, or how it compares. */
const NEUTRAL: ReadonlySet<string> = new Set(['name', 'port', 'gateways', 'ignoreUriCase', 'statPrefix']);

const isSet = (v: unknown): boolean => v !== undefined && v !== null && !(typeof v === 'object' && Object.keys(v).length === 0);
const looksAt = (match: Json): string[] => Object.keys(match).filter((k) => !NEUTRAL.has(k) && isSet(match[k]));

/** The two halves of a condition that was split into alternatives: some items match only the path, and the others never match it. */
function halves(matches: readonly Json[], path: string): { byPath: Json; byRest: Json } | undefined {
  if (matches.length < 2 || new Set(matches.map((m) => JSON.stringify([m.gateways ?? [], m.port ?? 0]))).size > 1) return undefined;
  const fields = matches.map(looksAt);
  const byPath = matches.filter((_, i) => fields[i].length === 1 && fields[i][0] === path);
  const byRest = matches.filter((_, i) => fields[i].length > 0 && !fields[i].includes(path));
  return byPath.length && byRest.length && byPath.length + byRest.length === matches.length ? { byPath: byPath[0], byRest: byRest[0] } : undefined;
}

export const matchAlternatives: Check = {
  code: 'MESH310',
  title: 'match conditions that are alternatives',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The entries of a match list are alternatives: a request that fits one of them matches the rule. If one entry has only the path and the next one only headers, the method or the client, '
    + 'requests for the path match whatever their headers, and requests with the header match whatever their path. Conditions that must all be true belong in one entry.',
  run(world, report) {
    const tell = (at: string, found: ReturnType<typeof halves>, path: string): Parameters<typeof report>[1] | undefined => found && {
      pointer: at,
      message: `the entries of this list are alternatives: requests with ${text(found.byPath)} match the rule whatever else they contain, and those with ${text(found.byRest)} match it for every ${path === 'method' ? 'method' : 'path'}`,
      fix: `merge them into one entry if both must be true, ${text({ ...found.byPath, ...found.byRest })}, or make two rules if either is enough`,
    };
    for (const vs of world.all('VirtualService', 'http.match')) {
      vs.spec.http?.forEach((rule, i) => {
        const found = tell(pointer('spec', 'http', i, 'match'), halves((rule.match ?? []) as readonly Json[], 'uri'), 'uri');
        if (found) report(vs, found);
      });
    }
    for (const [key, path] of [['HTTPRoute', 'path'], ['GRPCRoute', 'method']] as const) {
      for (const route of world.all(key, 'rules.matches')) {
        route.spec.rules?.forEach((rule, i) => {
          const found = tell(pointer('spec', 'rules', i, 'matches'), halves((rule.matches ?? []) as readonly Json[], path), path);
          if (found) report(route, found);
        });
      }
    }
  },
};

/** A match as YAML in flow style. */
function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([k, v]) => `${k}: ${text(v)}`).join(', ')} }`;
  const plain = textOf(value);
  return typeof value === 'string' && !/^[A-Za-z/][\w./-]*$/.test(plain) ? JSON.stringify(plain) : plain;
}
