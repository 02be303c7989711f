import { compilePattern } from '../../grammar/regexp';

/** The part of a request that istio-config-validator uses. */
interface Input {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly scheme: string;
  readonly headers: ReadonlyMap<string, string>;
}
type Fields = Readonly<Record<string, unknown>>;
interface TheirVirtualService {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly hosts?: readonly string[]; readonly http?: readonly Fields[] };
}
interface StringMatch { readonly exact?: string; readonly prefix?: string; readonly regex?: string }

/**
 * The rule that istio-config-validator selects for a request: the first matching rule of the first VirtualServices that list exactly this host. It
 * anchors `a|b` as `^a|b$`, and supports neither wildcard hosts, `ignoreUriCase` nor `withoutHeaders`. 'unknown' if it depends on what is not in
 * the input.
 */
export function theirMatch(input: Input, virtualServices: readonly TheirVirtualService[]): Fields | 'unknown' | undefined {
  for (const { metadata, spec } of virtualServices) {
    if (!spec.hosts?.includes(input.host)) continue;
    const found = ruleOf(spec.http ?? [], input);
    if (found) return found === 'unknown' || !found.delegate ? found : ofDelegate(found, metadata.namespace, input, virtualServices);
  }
  return undefined;
}

function ruleOf(rules: readonly Fields[], input: Input): Fields | 'unknown' | undefined {
  for (const rule of rules) {
    const matches = (rule.match ?? []) as readonly Fields[];
    if (matches.some((m) => m.queryParams)) return 'unknown';
    if (matches.length === 0 || matches.some((m) => matchesInput(m, input))) return rule;
  }
  return undefined;
}

/** The first matching rule of the delegate; the tool does not know that istiod drops rules which contradict the root's. */
function ofDelegate(root: Fields, namespace: string | undefined, input: Input, virtualServices: readonly TheirVirtualService[]): Fields | 'unknown' | undefined {
  const { name, namespace: at = namespace } = root.delegate as { readonly name?: string; readonly namespace?: string };
  const delegate = virtualServices.find((v) => v.metadata.name === name && v.metadata.namespace === at);
  const found = delegate && ruleOf(delegate.spec.http ?? [], input);
  return found === undefined ? root : found;
}

function matchesInput(match: Fields, { method, host, path, scheme, headers }: Input): boolean {
  const stringMatch = (key: string) => match[key] as StringMatch | undefined;
  const named = Object.entries((match.headers ?? {}) as Record<string, StringMatch>);
  return named.every(([name, m]) => headers.has(name) && matchesText(m, headers.get(name)!))
    && matchesText(stringMatch('uri'), path) && matchesText(stringMatch('authority'), host) && matchesText(stringMatch('method'), method) && matchesText(stringMatch('scheme'), scheme);
}

function matchesText(m: StringMatch | undefined, text: string): boolean {
  if (!m || Object.keys(m).length === 0) return true;
  if (m.exact) return m.exact === text;
  if (m.prefix) return text.startsWith(m.prefix);
  return m.regex ? compilePattern(`^${m.regex}$`).test(text) : false;
}
