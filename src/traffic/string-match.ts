import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { StringMatchModel } from '../model/route';

/**
 * A comparison with the value of a header, a query parameter or a host.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch
 */
export class StringMatch extends Value {
  /** The value is exactly this one. */
  public static exact(value: string): StringMatch {
    return new StringMatch({ kind: 'exact', value });
  }

  /**
   * The value has this prefix.
   *
   * @throws when the prefix is empty: it would match everything; use `present()`
   */
  public static prefix(value: string): StringMatch {
    if (value === '') {
      throw new Error('StringMatch.prefix: an empty prefix matches everything; use StringMatch.present()');
    }
    return new StringMatch({ kind: 'prefix', value });
  }

  /**
   * The whole value matches an RE2 expression of at most 1024 characters.
   *
   * @throws when it is not a valid expression, or uses what RE2 does not support
   */
  public static regex(expression: string): StringMatch {
    return new StringMatch({ kind: 'regex', value: names.regex('StringMatch.regex: expression', expression) });
  }

  /** The header or parameter is present, with any value. */
  public static present(): StringMatch {
    return new StringMatch({ kind: 'present' });
  }

  /** The header or parameter is absent. */
  public static absent(): StringMatch {
    return new StringMatch({ kind: 'absent' });
  }

  private constructor(private readonly model: StringMatchModel) {
    super();
  }

  /** @internal */
  public _model(): StringMatchModel {
    return this.model;
  }
}
guarded(StringMatch, 'StringMatch');
