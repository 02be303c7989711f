import type { Duration } from 'cdk8s';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { inDuration } from '../write/check';
import type { Json } from '../write/json';

/** Hardware acceleration of private key operations. */
export class PrivateKeyProvider extends Value {
  /** Intel's CryptoMB. `pollDelay`: how long requests are batched; `fallback`: use software if the hardware is not available. */
  public static cryptoMb(pollDelay: Duration, fallback?: boolean): PrivateKeyProvider {
    return new PrivateKeyProvider({ cryptomb: keyProvider(pollDelay, fallback) });
  }

  /** Intel's QuickAssist. `pollDelay`: how long to wait for a result; `fallback`: use software if the hardware is not available. */
  public static qat(pollDelay: Duration, fallback?: boolean): PrivateKeyProvider {
    return new PrivateKeyProvider({ qat: keyProvider(pollDelay, fallback) });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(PrivateKeyProvider, 'istio.PrivateKeyProvider');

/** The common settings of both kinds of hardware. */
function keyProvider(pollDelay: Duration, fallback?: boolean): Json {
  const json: Json = { pollDelay: inDuration(pollDelay, 'PrivateKeyProvider', 'pollDelay') };
  if (fallback !== undefined) {
    json.fallback = fallback;
  }
  return json;
}
