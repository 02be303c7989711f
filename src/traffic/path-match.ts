import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import type { PathMatchModel } from '../model/route';

/**
 * A comparison with the path of a request (without its query).
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httppathmatch
 */
export class PathMatch {
  /**
   * The path is exactly this one.
   *
   * @param path an absolute path, such as `/productpage`
   * @throws when the path does not start with `/`
   */
  public static exact(path: string): PathMatch {
    return new PathMatch({ kind: 'exact', value: names.path('PathMatch.exact: path', path) });
  }

  /**
   * The path is this one or below it; whole segments are compared: `/api` matches `/api` and `/api/v1`, not `/apis`.
   *
   * @param path an absolute path; it is compared literally, so a `*` is refused
   * @throws when the path does not start with `/`, or contains a `*`
   */
  public static prefix(path: string): PathMatch {
    return new PathMatch({ kind: 'prefix', value: names.pathPrefix('PathMatch.prefix: path', path) });
  }

  /**
   * The whole path matches an RE2 expression.
   *
   * @param expression an RE2 expression, at most 1024 characters; it must match the path from its start to its end
   * @throws when it is not a valid expression, or uses what RE2 does not support
   */
  public static regex(expression: string): PathMatch {
    return new PathMatch({ kind: 'regex', value: names.regex('PathMatch.regex: expression', expression) });
  }

  private constructor(private readonly model: PathMatchModel) {}

  /** Returns this comparison without regard to case. Only `exact` and `prefix` support this. */
  public ignoringCase(): PathMatch {
    if (this.model.kind === 'regex') {
      throw new Error(`PathMatch.ignoringCase: a regular expression sets case-insensitivity itself; use '(?i)${this.model.value}'`);
    }
    return new PathMatch({ ...this.model, ignoreCase: true });
  }

  /** @internal */
  public _model(): PathMatchModel {
    return this.model;
  }
}
guarded(PathMatch, 'PathMatch');
