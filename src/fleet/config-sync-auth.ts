import { ownGoogleAccount } from '../google/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';

/** How Config Sync authenticates to its source. */
export class ConfigSyncAuth extends Value {
  /** No authentication: the source is public. */
  public static none(): ConfigSyncAuth {
    return new ConfigSyncAuth('none');
  }

  /** With the key in a Secret `git-creds` in the namespace `config-management-system` of each cluster: `ssh`. */
  public static ssh(): ConfigSyncAuth {
    return new ConfigSyncAuth('ssh', true);
  }

  /** With a token in a Secret `git-creds` in the namespace `config-management-system` of each cluster: `username` and `token`. */
  public static token(): ConfigSyncAuth {
    return new ConfigSyncAuth('token', true);
  }

  /** With the nodes' Google service account. Only for GKE clusters without workload identity. */
  public static nodes(): ConfigSyncAuth {
    return new ConfigSyncAuth('gcenode');
  }

  /**
   * With a Google service account, which Config Sync impersonates through workload identity; the fleet grants the role for that. The account must be allowed
   * to read the source.
   *
   * @param email `config-sync@PROJECT.iam.gserviceaccount.com`
   * @throws for a malformed address
   */
  public static googleServiceAccount(email: string): ConfigSyncAuth {
    ownGoogleAccount('ConfigSyncAuth.googleServiceAccount: email', email);
    return new ConfigSyncAuth('gcpserviceaccount', false, email);
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _secret: boolean = false,
    /** @internal */
    public readonly _account?: string,
  ) {
    super();
  }
}
guarded(ConfigSyncAuth, 'ConfigSyncAuth');
