/** How a proxy treats a request's path before it looks up a route. */
export interface PathSettings {
  readonly normalizePath?: boolean;
  readonly mergeSlashes?: boolean;
  readonly pathWithEscapedSlashesAction?: string;
}

/** The path as the routes see it; `rejected`: Envoy answers 400; `redirected`: Envoy redirects the client to it (307). */
export interface NormalPath {
  readonly path: string;
  readonly rejected?: boolean;
  readonly redirected?: boolean;
}

/**
 * Envoy's path normalization before route lookup: it drops a fragment, unescapes slashes, removes dot segments and decodes unnecessary escapes,
 * merges slashes; each if configured, in this order, and never in the query.
 */
export function normalizePath(raw: string, settings: PathSettings): NormalPath {
  if (UNCHANGED.test(raw)) return { path: raw };
  const hash = raw.indexOf('#');
  let path = hash < 0 ? raw : raw.slice(0, hash);
  let redirected = false;
  const action = settings.pathWithEscapedSlashesAction ?? 'KEEP_UNCHANGED';
  if (action !== 'KEEP_UNCHANGED' && action !== 'IMPLEMENTATION_SPECIFIC_DEFAULT') {
    const unescaped = inPath(path, (p) => p.replace(/%2f/gi, '/').replace(/%5c/gi, '\\'));
    if (unescaped !== path) {
      if (action === 'REJECT_REQUEST') return { path, rejected: true };
      redirected = action === 'UNESCAPE_AND_REDIRECT';
      path = unescaped;
    }
  }
  if (settings.normalizePath) {
    if (/%00/.test(withoutQuery(path))) return { path, rejected: true };
    path = inPath(path, canonical);
  }
  if (settings.mergeSlashes) path = inPath(path, merged);
  return redirected ? { path, redirected } : { path };
}

/** Segments of plain characters, neither empty nor starting with a dot, without a query: no setting changes such a path. */
const UNCHANGED = /^(?:\/[\w\-~!$&'()*+,;=:@][\w\-~!$&'()*+,;=:@.]*)*\/?$/;

/** The path before `?` or `#`, to which path matches and rewrites apply. */
export function withoutQuery(path: string): string {
  const at = path.search(/[?#]/);
  return at < 0 ? path : path.slice(0, at);
}

/** Consecutive slashes become one; a path of slashes only becomes two (measured: Envoy 1.40). */
function merged(path: string): string {
  return /^\/{2,}$/.test(path) ? '//' : path.replace(/\/{2,}/g, '/');
}

function inPath(path: string, change: (path: string) => string): string {
  const at = path.indexOf('?');
  return at < 0 ? change(path) : change(path.slice(0, at)) + path.slice(at);
}

/** Most paths: nothing to decode, escape or remove. */
const PLAIN = /^(?:\/(?!\.)[\w\-~!$&'()*+,;=:@.]*)+$/;
/** Characters whose escapes are decoded (measured: Envoy 1.40). */
const DECODED = /[0-9A-Za-z\-._~]/;
const ESCAPED: Readonly<Record<string, string>> = { '"': '%22', '<': '%3C', '>': '%3E', '^': '%5E', '`': '%60', '{': '%7B', '|': '%7C', '}': '%7D' };

/** RFC 3986 normalization like Envoy's URL library: in one pass, so that decoded text is not decoded again. */
function canonical(path: string): string {
  if (PLAIN.test(path)) return path;
  let out = path.startsWith('/') || path.startsWith('\\') ? '' : '/';
  for (let i = 0; i < path.length; i++) {
    const dot = dotAt(path, i);
    if (dot > 0) {
      const segment = out.endsWith('/') ? dotSegment(path, i + dot) : undefined;
      if (!segment) {
        out += '.';
        i += dot - 1;
      } else {
        if (segment.up) out = parent(out);
        i += dot + segment.length - 1;
      }
      continue;
    }
    const c = path[i];
    if (c === '\\') {
      out += '/';
    } else if (c !== '%') {
      out += ESCAPED[c] ?? c;
    } else {
      const hex = /^%([0-9a-f]{2})/i.exec(path.slice(i, i + 3));
      const decoded = hex && String.fromCharCode(parseInt(hex[1], 16));
      if (!hex) {
        out += '%';
      } else {
        out += decoded && DECODED.test(decoded) ? decoded : hex[0];
        i += 2;
      }
    }
  }
  return out;
}

/** The length of a dot at a position, plain or escaped; 0 if there is none. */
function dotAt(path: string, at: number): number {
  if (path[at] === '.') return 1;
  return path[at] === '%' && /^%2e/i.test(path.slice(at, at + 3)) ? 3 : 0;
}

const isSlash = (c: string | undefined): boolean => c === '/' || c === '\\';

/** The text after the first dot of a segment: empty, or a second dot; undefined if the segment is a name that starts with a dot. */
function dotSegment(path: string, after: number): { up: boolean; length: number } | undefined {
  if (after === path.length) return { up: false, length: 0 };
  if (isSlash(path[after])) return { up: false, length: 1 };
  const second = dotAt(path, after);
  if (second === 0) return undefined;
  if (after + second === path.length) return { up: true, length: second };
  return isSlash(path[after + second]) ? { up: true, length: second + 1 } : undefined;
}

/** A path that ends in a slash without its last segment; the root is its own parent. */
function parent(path: string): string {
  return path.length <= 1 ? path : path.slice(0, path.lastIndexOf('/', path.length - 2) + 1) || '/';
}
