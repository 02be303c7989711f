import { HttpMatch } from './http-match';
import { StringMatch } from './string-match';
import { guarded } from '../guard/guard';
import type { HttpMatchModel } from '../model/route';

/**
 * A condition on gRPC calls.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#grpcroutematch
 */
export class GrpcMatch {
  /**
   * All methods of a gRPC service.
   *
   * @param service the full name, such as `hipstershop.CartService`
   */
  public static service(service: string): GrpcMatch {
    return new GrpcMatch({ path: { kind: 'prefix', value: `/${name('service', service)}/` } });
  }

  /**
   * One method of a gRPC service.
   *
   * @param service the full name, such as `hipstershop.CartService`
   * @param method the method, such as `AddItem`
   */
  public static method(service: string, method: string): GrpcMatch {
    return new GrpcMatch({ path: { kind: 'exact', value: `/${name('service', service)}/${name('method', method)}` } });
  }

  /**
   * All calls with this metadata (a request header).
   *
   * @param value the exact value; `GrpcMatch.service(…).withMetadata` takes other comparisons
   */
  public static metadata(key: string, value: string): GrpcMatch {
    return new GrpcMatch({}).withMetadata(key, StringMatch.exact(value));
  }

  private constructor(private readonly model: HttpMatchModel) {}

  /** Also requires this metadata (a request header). */
  public withMetadata(key: string, value: StringMatch): GrpcMatch {
    const more = HttpMatch.conditions({ headers: { [key]: value } })._model();
    return new GrpcMatch({ ...this.model, headers: { ...this.model.headers, ...more.headers } });
  }

  /** @internal */
  public _model(): HttpMatchModel {
    return this.model;
  }
}
guarded(GrpcMatch, 'GrpcMatch');

function name(what: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(value)) {
    throw new Error(`GrpcMatch: the ${what} must be a name like 'hipstershop.CartService' or 'AddItem', got: '${value}'`);
  }
  return value;
}
