import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyText, regex } from '../write/check';
import type { Json } from '../write/json';

/**
 * A string match, for a path, a header, a query parameter, a host or an origin.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch
 */
export class StringMatch extends Value {
  /** An exact match. */
  public static exact(text: string): StringMatch {
    return new StringMatch({ exact: anyText(text, 'StringMatch.exact', 'text') });
  }

  /** A prefix match. */
  public static prefix(text: string): StringMatch {
    return new StringMatch({ prefix: anyText(text, 'StringMatch.prefix', 'text') });
  }

  /**
   * An RE2 expression that must match the whole string.
   *
   * @throws when it is not an RE2 expression
   */
  public static regex(expression: string): StringMatch {
    return new StringMatch({ regex: regex(expression, 'StringMatch.regex', 'expression') });
  }

  /** The header or query parameter is present, with any value. */
  public static present(): StringMatch {
    return new StringMatch({});
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(StringMatch, 'istio.StringMatch');
