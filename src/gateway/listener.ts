import type { Certificate, CertificateModel } from './certificate';
import { made } from '../grammar/given';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import type { ListenerModel } from '../model/gateway';

/** Whether a listener asks clients for a certificate. */
export enum ClientAuth {
  /** No. */
  NONE = 'NONE',
  /** Yes, and refuses those without. */
  REQUIRED = 'REQUIRED',
  /** Yes, and lets those without pass too. */
  OPTIONAL = 'OPTIONAL',
}

/** A version of TLS. */
export enum TlsVersion {
  /** TLS 1.0; broken, for clients that can't be helped. */
  V1_0 = 'V1_0',
  /** TLS 1.1; broken, for clients that can't be helped. */
  V1_1 = 'V1_1',
  /** TLS 1.2. */
  V1_2 = 'V1_2',
  /** TLS 1.3. */
  V1_3 = 'V1_3',
}

/** A listener for plain HTTP. */
export interface HttpListenerProps {
  /** Hosts that it serves: full names, `*.` allowed in front, or `*`. */
  readonly hosts: string[];
  /**
   * Port of the gateway's Service.
   *
   * @default 80
   */
  readonly port?: number;
  /**
   * Whether every request is sent to the same address with HTTPS.
   *
   * @default false
   */
  readonly redirectToHttps?: boolean;
  /**
   * Name of the listener.
   *
   * @default - protocol and port
   */
  readonly name?: string;
}

/** A listener that terminates TLS. */
export interface HttpsListenerProps {
  /** Hosts that it serves: full names, `*.` allowed in front, or `*`. */
  readonly hosts: string[];
  /** The certificate that it shows. */
  readonly certificate: Certificate;
  /**
   * Port of the gateway's Service.
   *
   * @default 443
   */
  readonly port?: number;
  /**
   * Whether clients must show a certificate; the CA is part of the certificate's secret.
   *
   * @default ClientAuth.NONE
   */
  readonly clientAuth?: ClientAuth;
  /**
   * ConfigMap beside the Gateway with the CA of clients' certificates, under `ca.crt`: where Gateways of Gateway API, of another
   * implementation than Istio, ask for them (`spec.tls.frontend`). Other planes take the CA from the certificate's secret, and refuse this.
   *
   * @default - the CA is part of the certificate's secret
   */
  readonly clientCaConfigMap?: string;
  /**
   * Names of which a client's certificate must hold one.
   *
   * @default - any
   */
  readonly clientNames?: string[];
  /**
   * Oldest version of TLS that is spoken.
   *
   * @default TlsVersion.V1_2
   */
  readonly minVersion?: TlsVersion;
  /**
   * Newest version of TLS that is spoken.
   *
   * @default - the newest that the proxy knows
   */
  readonly maxVersion?: TlsVersion;
  /**
   * Cipher suites for TLS 1.2, in Envoy's names.
   *
   * @default - the proxy's own
   */
  readonly cipherSuites?: string[];
  /**
   * Name of the listener.
   *
   * @default - protocol and port
   */
  readonly name?: string;
}

/** A listener that passes TLS on unopened, by server name. */
export interface TlsPassthroughListenerProps {
  /** Server names that it serves. */
  readonly hosts: string[];
  /**
   * Port of the gateway's Service.
   *
   * @default 443
   */
  readonly port?: number;
  /**
   * Name of the listener.
   *
   * @default - protocol and port
   */
  readonly name?: string;
}

/** A listener for plain connections. */
export interface TcpListenerProps {
  /** Port of the gateway's Service. */
  readonly port: number;
  /**
   * Name of the listener.
   *
   * @default - protocol and port
   */
  readonly name?: string;
}

/** A listener for datagrams. */
export interface UdpListenerProps {
  /** Port of the gateway's Service. */
  readonly port: number;
  /**
   * Name of the listener.
   *
   * @default - protocol and port
   */
  readonly name?: string;
}

/** @internal */
export interface ListenerDraft extends Omit<ListenerModel, 'httpRules' | 'tlsRules' | 'tcpRules' | 'access' | 'jwt' | 'path' | 'tls' | 'guests'> {
  readonly certificate?: CertificateModel;
  readonly tls?: Omit<NonNullable<ListenerModel['tls']>, 'credentialName' | 'issued'>;
}

/**
 * One port of a gateway, what is spoken on it, for which hosts, with which certificate.
 *
 * @example
 * mesh.Listener.https({ hosts: ['shop.example.com'], certificate: mesh.Certificate.fromSecret('shop-cert') });
 */
export class Listener extends Value {
  /** Plain HTTP. */
  public static http(props: HttpListenerProps): Listener {
    return Listener.make('http', props.port ?? 80, props.hosts, props.name, { redirectToHttps: props.redirectToHttps ?? false });
  }

  /** HTTPS: TLS is terminated, requests are seen. */
  public static https(props: HttpsListenerProps): Listener {
    return Listener.make('https', props.port ?? 443, props.hosts, props.name, { certificate: made('Listener: certificate', props.certificate, '_model', 'a Certificate, such as Certificate.fromSecret(…)')._model(), tls: tlsModel(props) });
  }

  /** TLS is terminated, and what is inside is bytes. */
  public static tls(props: HttpsListenerProps): Listener {
    return Listener.make('tls-terminate', props.port ?? 443, props.hosts, props.name, { certificate: made('Listener: certificate', props.certificate, '_model', 'a Certificate, such as Certificate.fromSecret(…)')._model(), tls: tlsModel(props) });
  }

  /** TLS passes unopened to the service that the client names. */
  public static tlsPassthrough(props: TlsPassthroughListenerProps): Listener {
    return Listener.make('tls-passthrough', props.port ?? 443, props.hosts, props.name, {});
  }

  /** Plain connections: bytes. */
  public static tcp(props: TcpListenerProps): Listener {
    return Listener.make('tcp', props.port, ['*'], props.name, {});
  }

  /**
   * Datagrams. On the Gateway API plane alone, and there where another implementation than Istio serves gateways.
   *
   * @see https://gateway-api.sigs.k8s.io/reference/spec/#udproute
   */
  public static udp(props: UdpListenerProps): Listener {
    return Listener.make('udp', props.port, ['*'], props.name, {});
  }

  private static make(protocol: ListenerModel['protocol'], port: number, hosts: readonly string[], name: string | undefined, more: Partial<ListenerDraft>): Listener {
    if (hosts.length === 0) {
      throw new Error(`Listener.${protocol}: the listener of port ${port} serves no host; name at least one, '*' for any`);
    }
    return new Listener({
      name: name === undefined ? '' : names.dnsLabel(`Listener.${protocol}: name`, name),
      port: names.port(`Listener.${protocol}: port`, port),
      protocol,
      hosts: hosts.map((h) => names.host(`Listener.${protocol}: a host`, h, { wildcard: true, any: true })),
      redirectToHttps: false,
      ...more,
    });
  }

  private constructor(private readonly draft: ListenerDraft) {
    super();
  }

  /** @internal */
  public _draft(): ListenerDraft {
    return this.draft;
  }
}

const VERSION = { V1_0: '1.0', V1_1: '1.1', V1_2: '1.2', V1_3: '1.3' } as const;

function tlsModel(props: HttpsListenerProps): ListenerDraft['tls'] {
  names.filled('Listener.https', props, { clientNames: 'any name', cipherSuites: "the proxy's own choice" });
  const minVersion = VERSION[props.minVersion ?? TlsVersion.V1_2];
  const maxVersion = props.maxVersion && VERSION[props.maxVersion];
  if (maxVersion !== undefined && maxVersion < minVersion) {
    throw new Error(`Listener.https: minVersion ${minVersion} is above maxVersion ${maxVersion}; change one of them`);
  }
  if (maxVersion === '1.0' || maxVersion === '1.1') {
    throw new Error(`Listener.https: TLS ${maxVersion}, the maxVersion, is open to anybody who listens; set TlsVersion.V1_2 or leave maxVersion out`);
  }
  const clientAuth = ({ NONE: 'none', REQUIRED: 'required', OPTIONAL: 'optional' } as const)[props.clientAuth ?? ClientAuth.NONE];
  if (props.clientNames?.length && clientAuth === 'none') {
    throw new Error('Listener.https: clientNames are looked for in clients\' certificates, which nobody asks for; set clientAuth too');
  }
  if (props.clientCaConfigMap !== undefined && clientAuth === 'none') {
    throw new Error('Listener.https: clientCaConfigMap is the CA of clients\' certificates, which nobody asks for; set clientAuth too');
  }
  const clientCaConfigMap = props.clientCaConfigMap === undefined ? undefined : names.dnsName('Listener.https: clientCaConfigMap', props.clientCaConfigMap);
  return { clientAuth, clientCaConfigMap, minVersion, maxVersion, cipherSuites: props.cipherSuites ?? [], subjectAltNames: props.clientNames ?? [] };
}
