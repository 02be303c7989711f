import * as names from '../grammar/names';
import { unmatchedPath } from '../grammar/unmatched';

/** @internal */
export function accessPath(what: string, path: string): string {
  if (path.startsWith('*')) {
    names.path(`${what}: a path`, path.slice(1).startsWith('/') ? path.slice(1) : `/${path.slice(1)}`);
  } else {
    names.path(`${what}: a path`, path);
  }
  const template = /\{\*\*?\}/.test(path);
  const stars = (template ? path.replace(/\{\*\*?\}/g, '') : path).split('*').length - 1;
  if (stars > 1 || (stars === 1 && !path.startsWith('*') && !path.endsWith('*')) || (template && stars > 0)) {
    throw new Error(`${what}: a path must have at most one '*', at its end or its start, or '{*}' for one segment and '{**}' for several, got: '${path}'`);
  }
  const normalized = unmatchedPath(path)?.use;
  if (normalized !== undefined) {
    throw new Error(`${what}: a path must be in the normalized form that proxies compare, got: '${path}'; use '${normalized}'`);
  }
  return path;
}
