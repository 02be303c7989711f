import type { Duration } from 'cdk8s';
import { bearerKubeconfig, checkKubeconfig } from './kubeconfig';
import * as names from '../../grammar/names';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import type { Manifest } from '../chart/manifest';

/** A source of the External Secrets Operator. */
export interface ExternalSecretSource {
  /** Name of the store. */
  readonly store: string;
  /**
   * `ClusterSecretStore`, or `SecretStore` of istiod's namespace.
   *
   * @default ClusterSecretStore
   */
  readonly storeKind?: string;
  /** The key in the store. */
  readonly key: string;
  /**
   * The property of the key.
   *
   * @default - the whole value
   */
  readonly property?: string;
  /**
   * The refresh interval.
   *
   * @default - the operator's default
   */
  readonly refreshInterval?: Duration;
}

/** A token in an external store, and the API server that accepts it. */
export interface ExternalTokenSource extends ExternalSecretSource {
  /** The address of the API server for istiod: `https://…`. */
  readonly server: string;
  /** The CA certificates of the API server, PEM in base64. */
  readonly caData: string;
  /**
   * The host name in the API server's certificate, if it differs from `server`.
   *
   * @default - the host of server
   */
  readonly tlsServerName?: string;
}

/** @internal */
export interface RemoteSecretFacts {
  readonly cluster: string;
  readonly name: string;
  readonly namespace: string;
}

const LABELS = { 'istio/multiCluster': 'true' };

/**
 * How an istiod gets the kubeconfig for the API server of another cluster. Credentials don't need to be in the manifests.
 *
 * @example
 * mesh.install.RemoteCredentials.externalSecret({ store: 'vault', key: 'clusters/west', property: 'kubeconfig' });
 */
export class RemoteCredentials extends Value {
  /** The External Secrets Operator creates the Secret, from a kubeconfig in an external store. */
  public static externalSecret(source: ExternalSecretSource): RemoteCredentials {
    return new RemoteCredentials((secret) => external(secret, source));
  }

  /** The External Secrets Operator creates the Secret, from a token in an external store; the rest of the kubeconfig is not secret. */
  public static externalToken(source: ExternalTokenSource): RemoteCredentials {
    if (!/^https:\/\/./.test(source.server)) throw new Error(`RemoteCredentials.externalToken: server must be an address such as https://10.0.0.1, got: '${source.server}'`);
    return new RemoteCredentials((secret) => {
      const text = bearerKubeconfig(secret.cluster, source, '{{ .token }}');
      checkKubeconfig(`the kubeconfig of cluster '${secret.cluster}'`, text.replace('{{ .token }}', 'token'));
      return external(secret, source, { key: 'token', text });
    });
  }

  /**
   * The Secret is created outside this app, for example by `istioctl create-remote-secret`; nothing is written. `RemoteSecret.command` is the command that creates it.
   */
  public static existing(): RemoteCredentials {
    return new RemoteCredentials(() => undefined);
  }

  /**
   * The kubeconfig itself. As it is written to the manifests, use this for tests or with encrypted manifests only.
   *
   * @throws when istiod would refuse it: it refers to a program or a file, or is incomplete
   */
  public static kubeconfig(text: string): RemoteCredentials {
    checkKubeconfig('a kubeconfig', text);
    return new RemoteCredentials(({ cluster, name, namespace }) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels: LABELS, annotations: { 'networking.istio.io/cluster': cluster } },
      stringData: { [cluster]: text },
    }));
  }

  private constructor(private readonly produce: (secret: RemoteSecretFacts) => Manifest | undefined) {
    super();
  }

  /** @internal */
  public _manifest(secret: RemoteSecretFacts): Manifest | undefined {
    return this.produce(secret);
  }
}
guarded(RemoteCredentials, 'install.RemoteCredentials');

function external({ cluster, name, namespace }: RemoteSecretFacts, source: ExternalSecretSource, template?: { key: string; text: string }): Manifest {
  const kind = source.storeKind ?? 'ClusterSecretStore';
  if (kind !== 'ClusterSecretStore' && kind !== 'SecretStore') throw new Error(`RemoteCredentials: the storeKind of cluster '${cluster}' must be ClusterSecretStore or SecretStore, got: '${kind}'`);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      refreshInterval: source.refreshInterval && `${source.refreshInterval.toSeconds()}s`,
      secretStoreRef: { name: names.dnsName(`RemoteCredentials: the store of cluster '${cluster}'`, source.store), kind },
      target: {
        name,
        template: {
          metadata: { labels: LABELS, annotations: { 'networking.istio.io/cluster': cluster } },
          ...template && { engineVersion: 'v2', data: { [cluster]: template.text } },
        },
      },
      data: [{ secretKey: template?.key ?? cluster, remoteRef: { key: source.key, property: source.property } }],
    },
  };
}
