import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { inLabels, labels } from '../write/check';
import { filled, type Json, struct, value } from '../write/json';

/** A condition on a label. */
export class LabelExpression extends Value {
  /** The label has one of the values. */
  public static isIn(key: string, values: string[]): LabelExpression {
    return LabelExpression.of(key, 'In', values);
  }

  /** The label has none of the values, or does not exist. */
  public static isNotIn(key: string, values: string[]): LabelExpression {
    return LabelExpression.of(key, 'NotIn', values);
  }

  /** The label exists. */
  public static exists(key: string): LabelExpression {
    return LabelExpression.of(key, 'Exists');
  }

  /** The label does not exist. */
  public static doesNotExist(key: string): LabelExpression {
    return LabelExpression.of(key, 'DoesNotExist');
  }

  private static of(key: string, operator: string, values?: string[]): LabelExpression {
    inLabels({ [key]: '' }, '', 'LabelExpression');
    if (values?.length === 0) {
      throw new Error(`LabelExpression: the label '${key}' has no values; add at least one, or use exists or doesNotExist`);
    }
    values?.forEach((item) => inLabels({ [key]: item }, '', 'LabelExpression'));
    return new LabelExpression(values === undefined ? { key, operator } : { key, operator, values });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(LabelExpression, 'istio.LabelExpression');

/** Selects objects by their labels; all conditions must match. An empty selector selects everything. */
export interface LabelSelector {
  /**
   * Required labels.
   *
   * @default - any
   */
  readonly matchLabels?: { [label: string]: string };

  /**
   * Conditions on labels.
   *
   * @default - none
   */
  readonly matchExpressions?: LabelExpression[];
}

const labelSelector = struct<LabelSelector>((p, at) => ({
  matchLabels: labels(p.matchLabels, at, 'matchLabels'),
  matchExpressions: filled(p.matchExpressions, at, 'matchExpressions', value),
}));

export default labelSelector;
