import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { inPercent } from '../write/check';
import type { Json } from '../write/json';

/** A percentage. */
export class Percentage extends Value {
  /** 100 %. */
  public static all(): Percentage {
    return new Percentage(100);
  }

  /**
   * A percentage from 0 to 100, in steps of 0.0001.
   *
   * @throws when the value is out of range, or below the smallest step that Envoy supports
   */
  public static of(percent: number): Percentage {
    inPercent(percent, 'Percentage.of', 'percent');
    if (percent > 0 && percent < 0.0001) {
      throw new Error(`Percentage.of: percent must be 0, or at least 0.0001 (the smallest step that Envoy supports), got: ${percent}`);
    }
    return new Percentage(percent);
  }

  /** A fraction from 0 to 1: 0.25 is 25 %. */
  public static fraction(fraction: number): Percentage {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new Error(`Percentage.fraction: fraction must be from 0 to 1, got: ${fraction}`);
    }
    return Percentage.of(Number((fraction * 100).toFixed(4)));
  }

  private constructor(private readonly percent: number) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return { value: this.percent };
  }
}
guarded(Percentage, 'istio.Percentage');
