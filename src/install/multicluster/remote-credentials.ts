import type { Duration } from 'cdk8s';
import { bearerKubeconfig, checkKubeconfig } from './kubeconfig';
import * as names from '../../grammar/names';
import { Value } from '../../grammar/value';
import type { Manifest } from '../chart/manifest';

/** Where the External Secrets operator finds something. */
export interface ExternalSecretSource {
  /** Name of the store. */
  readonly store: string;
  /**
   * `ClusterSecretStore`, or `SecretStore` of istiod's namespace.
   *
   * @default ClusterSecretStore
   */
  readonly storeKind?: string;
  /** What it is called there. */
  readonly key: string;
  /**
   * Which property of it.
   *
   * @default - all of it
   */
  readonly property?: string;
  /**
   * How often it is looked at again.
   *
   * @default - the operator's own
   */
  readonly refreshInterval?: Duration;
}

/** A token that is kept elsewhere, and the API server that takes it. */
export interface ExternalTokenSource extends ExternalSecretSource {
  /** The API server, as istiod reaches it: `https://…`. */
  readonly server: string;
  /** Certificates that the API server's own is signed by, PEM in base64. */
  readonly caData: string;
  /**
   * The name that the API server's certificate is for, where it is not that of `server`.
   *
   * @default - that of server
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
 * How an istiod comes to the kubeconfig by which it reads the API server of another cluster. No credential needs to be in the manifests.
 *
 * @example
 * mesh.install.RemoteCredentials.externalSecret({ store: 'vault', key: 'clusters/west', property: 'kubeconfig' });
 */
export class RemoteCredentials extends Value {
  /** The External Secrets operator writes the Secret, from a kubeconfig that is kept elsewhere. */
  public static externalSecret(source: ExternalSecretSource): RemoteCredentials {
    return new RemoteCredentials((secret) => external(secret, source));
  }

  /** The External Secrets operator writes the Secret, from a token that is kept elsewhere: all else of a kubeconfig is no secret. */
  public static externalToken(source: ExternalTokenSource): RemoteCredentials {
    if (!/^https:\/\/./.test(source.server)) throw new Error(`RemoteCredentials.externalToken: server must be an address such as https://10.0.0.1, got: '${source.server}'`);
    return new RemoteCredentials((secret) => {
      const text = bearerKubeconfig(secret.cluster, source, '{{ .token }}');
      checkKubeconfig(`the kubeconfig of cluster '${secret.cluster}'`, text.replace('{{ .token }}', 'token'));
      return external(secret, source, { key: 'token', text });
    });
  }

  /**
   * The Secret is made by others, as `istioctl create-remote-secret` does; nothing is written. `RemoteSecret.command` is the line that makes it.
   */
  public static existing(): RemoteCredentials {
    return new RemoteCredentials(() => undefined);
  }

  /**
   * The kubeconfig itself. It is in the manifests then: for a trial, or where they are encrypted.
   *
   * @throws when istiod would refuse it: it holds a program or a file, or leads nowhere
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
