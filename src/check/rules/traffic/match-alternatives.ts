import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Json = Readonly<Record<string, unknown>>;
/** Fields that only say where a match holds, or how it compares. */
const NEUTRAL: ReadonlySet<string> = new Set(['name', 'port', 'gateways', 'ignoreUriCase', 'statPrefix']);

const isSet = (v: unknown): boolean => v !== undefined && v !== null && !(typeof v === 'object' && Object.keys(v).length === 0);
const looksAt = (match: Json): string[] => Object.keys(match).filter((k) => !NEUTRAL.has(k) && isSet(match[k]));

/** The two halves of a condition that stand in the list as alternatives: some items look at the path alone, all the others never look at it. */
function halves(matches: readonly Json[], path: string): { byPath: Json; byRest: Json } | undefined {
  if (matches.length < 2 || new Set(matches.map((m) => JSON.stringify([m.gateways ?? [], m.port ?? 0]))).size > 1) return undefined;
  const fields = matches.map(looksAt);
  const byPath = matches.filter((_, i) => fields[i].length === 1 && fields[i][0] === path);
  const byRest = matches.filter((_, i) => fields[i].length > 0 && !fields[i].includes(path));
  return byPath.length && byRest.length && byPath.length + byRest.length === matches.length ? { byPath: byPath[0], byRest: byRest[0] } : undefined;
}

export const matchAlternatives: Check = {
  code: 'MESH310',
  title: 'conditions in a match list that are alternatives',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The items of a match list are alternatives: a request that fits one of them takes the rule. Where one item looks at the path only and the next at headers, the method or the client only, '
    + 'requests for the path take the rule whatever their headers, and requests with the header take it whatever their path. Conditions that must hold together belong into one item.',
  run(world, report) {
    const tell = (at: string, found: ReturnType<typeof halves>, path: string): Parameters<typeof report>[1] | undefined => found && {
      pointer: at,
      message: `the items of this list are alternatives: requests with ${text(found.byPath)} take the rule whatever else they carry, and those with ${text(found.byRest)} take it for every ${path === 'method' ? 'method' : 'path'}`,
      fix: `write one item where both must hold, ${text({ ...found.byPath, ...found.byRest })}, or make two rules if either is meant`,
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

/** A match as flow YAML. */
function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([k, v]) => `${k}: ${text(v)}`).join(', ')} }`;
  const plain = String(value);
  return typeof value === 'string' && !/^[A-Za-z/][\w./-]*$/.test(plain) ? JSON.stringify(plain) : plain;
}
