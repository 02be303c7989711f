import { anyText, regex } from './render/check';
import type { Json } from './render/json';
import { Value } from '../grammar/value';

/**
 * A comparison with a text: of a path, a header, a query parameter, a host, an origin.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch
 */
export class StringMatch extends Value {
  /** The text is exactly this one. */
  public static exact(text: string): StringMatch {
    return new StringMatch({ exact: anyText(text, 'StringMatch.exact', 'text') });
  }

  /** The text begins with this one. */
  public static prefix(text: string): StringMatch {
    return new StringMatch({ prefix: anyText(text, 'StringMatch.prefix', 'text') });
  }

  /**
   * The whole text matches an RE2 expression.
   *
   * @throws when it is no RE2 expression
   */
  public static regex(expression: string): StringMatch {
    return new StringMatch({ regex: regex(expression, 'StringMatch.regex', 'expression') });
  }

  /** A header or a query parameter is there, whatever its value. */
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
