import type { Duration } from 'cdk8s';
import { ConfigSyncAuth } from './config-sync-auth';
import * as names from '../grammar/names';
import { trimEnd } from '../grammar/trim';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';

/** How each cluster gets the location of its folder. */
export enum ConfigSyncForm {
  /**
   * From the fleet feature's settings for the cluster: Config Sync creates a RootSync named `root-sync`. The management cluster is not a member, and gets
   * none.
   */
  MEMBERSHIP = 'MEMBERSHIP',
  /**
   * From a RootSync in the folder of each cluster. This includes the management cluster, which must have Config Sync (Config Controller has it). Apply that
   * file (`config-sync.k8s.yaml`) once by hand; later versions of it are pulled with its folder.
   */
  ROOT_SYNC = 'ROOT_SYNC',
}

/** Config Sync settings for every kind of source. */
export interface ConfigSyncOptions {
  /**
   * Folder in the source with the folders of clusters: where the app's output is committed or packed.
   *
   * @default dist
   */
  readonly folder?: string;
  /**
   * How Config Sync authenticates to the source.
   *
   * @default ConfigSyncAuth.none()
   */
  readonly auth?: ConfigSyncAuth;
  /**
   * Polling interval, in whole seconds.
   *
   * @default - 15 seconds, Config Sync's default
   */
  readonly period?: Duration;
  /**
   * Version of Config Sync to install and keep: `1.20.0`.
   *
   * @default - Google upgrades it
   */
  readonly version?: string;
  /**
   * Whether a webhook refuses changes to applied objects, instead of reverting them later.
   *
   * @default false
   */
  readonly preventDrift?: boolean;
  /**
   * How each cluster gets the location of its folder.
   *
   * @default ConfigSyncForm.MEMBERSHIP
   */
  readonly form?: ConfigSyncForm;
}

/** A Git repository as the source of clusters. */
export interface GitSyncProps extends ConfigSyncOptions {
  /** Address of the repository: `https://git.example.com/shop.git`, or `git@git.example.com:shop.git` with `ConfigSyncAuth.ssh()`. */
  readonly repository: string;
  /**
   * Branch of the repository.
   *
   * @default main
   */
  readonly branch?: string;
  /**
   * A tag or a full commit hash, instead of the head of the branch.
   *
   * @default - the head of the branch
   */
  readonly revision?: string;
  /**
   * HTTPS proxy for access to the repository.
   *
   * @default - none
   */
  readonly proxy?: string;
}

/** An OCI image as the source of clusters. */
export interface OciSyncProps extends ConfigSyncOptions {
  /** Address of the image, with tag or digest: `europe-docker.pkg.dev/shop-fleet/config/shop:v1`. */
  readonly image: string;
}

/** The source of Config Sync, in the format of each API. */
interface Source {
  readonly type: 'git' | 'oci';
  /** For a RootSync. */
  readonly own: { readonly [field: string]: string };
  /** For the feature's settings. */
  readonly membership: { readonly [field: string]: string };
}

/**
 * The source from which Config Sync in each cluster pulls its objects: the folder that `MeshApp` wrote for it.
 *
 * @see https://cloud.google.com/kubernetes-engine/config-sync/docs/overview
 *
 * @example
 * const app = new mesh.MeshApp();
 * new mesh.Fleet(app, 'fleet', {
 *   project: mesh.GoogleProject.fromIds('shop-fleet', '482913370156'),
 *   configSync: mesh.ConfigSync.git({ repository: 'https://git.example.com/shop.git', auth: mesh.ConfigSyncAuth.token() }),
 * });
 */
export class ConfigSync extends Value {
  /**
   * From a Git repository to which the app's output is committed.
   *
   * @throws for a malformed address, for an SSH address without a key, and for a key without an SSH address
   */
  public static git(props: GitSyncProps): ConfigSync {
    const { repository, branch = 'main', revision, proxy, auth = ConfigSyncAuth.none() } = props;
    const ssh = /^(ssh:\/\/\S+|[\w.-]+@[\w.-]+:\S+)$/.test(repository);
    if (!ssh && !/^https:\/\/[^\s/]+\/\S+$/.test(repository)) {
      throw new Error(`ConfigSync.git: repository must be an address such as https://git.example.com/shop.git or git@git.example.com:shop.git, got: '${repository}'`);
    }
    if (ssh !== (auth._type === 'ssh')) {
      throw new Error(ssh
        ? `ConfigSync.git: repository '${repository}' is an SSH address, which needs a key; set auth: ConfigSyncAuth.ssh()`
        : `ConfigSync.git: repository '${repository}' is an HTTPS address, which can't use an SSH key; use ConfigSyncAuth.token(), or an address of the form git@HOST:PATH`);
    }
    return new ConfigSync(props, auth, {
      type: 'git',
      own: { repo: repository, branch, ...revision === undefined ? {} : { revision }, ...proxy === undefined ? {} : { proxy } },
      membership: { syncRepo: repository, syncBranch: branch, ...revision === undefined ? {} : { syncRev: revision }, ...proxy === undefined ? {} : { httpsProxy: proxy } },
    });
  }

  /**
   * From an OCI image into which the app's output is packed.
   *
   * @throws for a malformed address, and for kinds of authentication that registries do not support
   */
  public static oci(props: OciSyncProps): ConfigSync {
    const { image, auth = ConfigSyncAuth.none() } = props;
    if (!/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)+(:[\w.-]+|@sha256:[0-9a-f]{64})?$/.test(image)) {
      throw new Error(`ConfigSync.oci: image must be an address such as europe-docker.pkg.dev/PROJECT/REPOSITORY/NAME:TAG, got: '${image}'`);
    }
    if (auth._secret) {
      throw new Error(`ConfigSync.oci: auth of type '${auth._type}' is not supported for the registry of image '${image}'; use ConfigSyncAuth.googleServiceAccount('…')`);
    }
    return new ConfigSync(props, auth, { type: 'oci', own: { image }, membership: { syncRepo: image } });
  }

  /** @internal */
  public readonly _form: ConfigSyncForm;

  private readonly folder: string;
  private readonly period?: number;

  private constructor(private readonly options: ConfigSyncOptions, private readonly auth: ConfigSyncAuth, private readonly source: Source) {
    super();
    const folder = trimEnd(options.folder ?? 'dist', '/');
    if (folder !== '' && !/^[\w.-]+(\/[\w.-]+)*$/.test(folder)) {
      throw new Error(`ConfigSync: folder must be a path from the root of the source, such as dist or fleet/dist, got: '${options.folder}'`);
    }
    if (options.version !== undefined && !/^\d+\.\d+\.\d+/.test(options.version)) {
      throw new Error(`ConfigSync: version must be of the form X.Y.Z, got: '${options.version}'`);
    }
    this.folder = folder;
    this.period = options.period && names.integer('ConfigSync: the seconds of period', options.period.toSeconds(), 1);
    this._form = options.form ?? ConfigSyncForm.MEMBERSHIP;
  }

  /** @internal */
  public get _account(): string | undefined {
    return this.auth._account;
  }

  /**
   * The feature settings of a cluster.
   *
   * @internal
   */
  public _membership(cluster: string): { readonly [field: string]: unknown } {
    const { version, preventDrift } = this.options;
    const source = {
      ...this.source.membership,
      policyDir: this.folderOf(cluster),
      secretType: this.auth._type,
      ...this.auth._account === undefined ? {} : { gcpServiceAccountRef: { external: this.auth._account } },
      ...this.period === undefined ? {} : { syncWaitSecs: String(this.period) },
    };
    const configSync = {
      ...this._form === ConfigSyncForm.MEMBERSHIP ? { sourceFormat: 'unstructured', [this.source.type]: source } : {},
      ...preventDrift === undefined ? {} : { preventDrift },
    };
    return {
      management: version === undefined ? 'MANAGEMENT_AUTOMATIC' : 'MANAGEMENT_MANUAL',
      ...version === undefined ? {} : { version },
      configSync,
    };
  }

  /**
   * The spec of a cluster's RootSync.
   *
   * @internal
   */
  public _rootSync(cluster: string): { readonly [field: string]: unknown } {
    return this.spec(this.folderOf(cluster));
  }

  /**
   * The spec of a namespace's RepoSync, which uses the folder itself.
   *
   * @internal
   */
  public _repoSync(what: string): { readonly [field: string]: unknown } {
    for (const option of ['version', 'preventDrift', 'form'] as const) {
      if (this.options[option] !== undefined) throw new Error(`${what}: ${option} applies to Config Sync as a whole, not to the source of one namespace; remove it, and set it in the fleet's configSync`);
    }
    return this.spec(this.folder);
  }

  private spec(dir: string): { readonly [field: string]: unknown } {
    return {
      sourceFormat: 'unstructured',
      sourceType: this.source.type,
      [this.source.type]: {
        ...this.source.own,
        ...dir === '' ? {} : { dir },
        auth: this.auth._type,
        ...this.auth._secret ? { secretRef: { name: 'git-creds' } } : {},
        ...this.auth._account === undefined ? {} : { gcpServiceAccountEmail: this.auth._account },
        ...this.period === undefined ? {} : { period: `${this.period}s` },
      },
    };
  }

  private folderOf(cluster: string): string {
    return this.folder === '' ? cluster : `${this.folder}/${cluster}`;
  }
}
guarded(ConfigSync, 'ConfigSync');
