import type { Certificate, CertificateModel } from './certificate';
import { made } from '../grammar/given';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { ListenerModel } from '../model/gateway';

/** Whether a listener requests client certificates. */
export enum ClientAuth {
  /** No. */
  NONE = 'NONE',
  /** Requested and required. */
  REQUIRED = 'REQUIRED',
  /** Requested, not required. */
  OPTIONAL = 'OPTIONAL',
}

/** A version of TLS. */
export enum TlsVersion {
  /** TLS 1.0; insecure, for clients that support nothing newer. */
  V1_0 = 'V1_0',
  /** TLS 1.1; insecure, for clients that support nothing newer. */
  V1_1 = 'V1_1',
  /** TLS 1.2. */
  V1_2 = 'V1_2',
  /** TLS 1.3. */
  V1_3 = 'V1_3',
}

/** A listener for plain HTTP. */
export interface HttpListenerProps {
  /** Hosts that the listener serves: full names, with an optional `*.` prefix, or `*`. */
  readonly hosts: string[];
  /**
   * Port of the gateway's Service.
   *
   * @default 80
   */
  readonly port?: number;
  /**
   * Whether every request is redirected to HTTPS.
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
  /** Hosts that the listener serves: full names, with an optional `*.` prefix, or `*`. */
  readonly hosts: string[];
  /** Server certificate of the listener. */
  readonly certificate: Certificate;
  /**
   * Port of the gateway's Service.
   *
   * @default 443
   */
  readonly port?: number;
  /**
   * Whether client certificates are requested; the CA is part of the certificate's Secret.
   *
   * @default ClientAuth.NONE
   */
  readonly clientAuth?: ClientAuth;
  /**
   * ConfigMap in the Gateway's namespace with the CA for client certificates, under `ca.crt`. Only for Gateway API Gateways of implementations other than
   * Istio (`spec.tls.frontend`); other planes use the CA in the certificate's Secret, and refuse this setting.
   *
   * @default - the CA is part of the certificate's secret
   */
  readonly clientCaConfigMap?: string;
  /**
   * Allowed names of clients: a client certificate must contain one of these names.
   *
   * @default - any
   */
  readonly clientNames?: string[];
  /**
   * Minimum TLS version.
   *
   * @default TlsVersion.V1_2
   */
  readonly minVersion?: TlsVersion;
  /**
   * Maximum TLS version.
   *
   * @default - the newest that the proxy supports
   */
  readonly maxVersion?: TlsVersion;
  /**
   * Cipher suites for TLS 1.2, in Envoy's names.
   *
   * @default - the proxy's default
   */
  readonly cipherSuites?: string[];
  /**
   * Name of the listener.
   *
   * @default - protocol and port
   */
  readonly name?: string;
}

/** A TLS passthrough listener. */
export interface TlsPassthroughListenerProps {
  /** Server names that the listener serves. */
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

/** A TCP listener. */
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

/** A UDP listener. */
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
 * A port of a gateway with its protocol, hosts and certificate.
 *
 * @example
 * mesh.Listener.https({ hosts: ['shop.example.com'], certificate: mesh.Certificate.fromSecret('shop-cert') });
 */
export class Listener extends Value {
  /** Plain HTTP. */
  public static http(props: HttpListenerProps): Listener {
    return Listener.make('http', props.port ?? 80, props.hosts, props.name, { redirectToHttps: props.redirectToHttps ?? false });
  }

  /** HTTPS: the gateway terminates TLS and sees requests. */
  public static https(props: HttpsListenerProps): Listener {
    return Listener.make('https', props.port ?? 443, props.hosts, props.name, { certificate: made('Listener: certificate', props.certificate, '_model', 'a Certificate, such as Certificate.fromSecret(…)')._model(), tls: tlsModel(props) });
  }

  /** TLS termination for TCP. */
  public static tls(props: HttpsListenerProps): Listener {
    return Listener.make('tls-terminate', props.port ?? 443, props.hosts, props.name, { certificate: made('Listener: certificate', props.certificate, '_model', 'a Certificate, such as Certificate.fromSecret(…)')._model(), tls: tlsModel(props) });
  }

  /** TLS passthrough to services by server name. */
  public static tlsPassthrough(props: TlsPassthroughListenerProps): Listener {
    return Listener.make('tls-passthrough', props.port ?? 443, props.hosts, props.name, {});
  }

  /** TCP. */
  public static tcp(props: TcpListenerProps): Listener {
    return Listener.make('tcp', props.port, ['*'], props.name, {});
  }

  /**
   * UDP. Only on the Gateway API plane, with an implementation of gateways other than Istio.
   *
   * @see https://gateway-api.sigs.k8s.io/reference/spec/#udproute
   */
  public static udp(props: UdpListenerProps): Listener {
    return Listener.make('udp', props.port, ['*'], props.name, {});
  }

  private static make(protocol: ListenerModel['protocol'], port: number, hosts: readonly string[], name: string | undefined, more: Partial<ListenerDraft>): Listener {
    if (hosts.length === 0) {
      throw new Error(`Listener.${protocol}: the listener on port ${port} has no hosts; add at least one, '*' for any`);
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
guarded(Listener, 'Listener');

const VERSION = { V1_0: '1.0', V1_1: '1.1', V1_2: '1.2', V1_3: '1.3' } as const;

function tlsModel(props: HttpsListenerProps): ListenerDraft['tls'] {
  names.filled('Listener.https', props, { clientNames: 'any name', cipherSuites: "the proxy's default" });
  const minVersion = VERSION[props.minVersion ?? TlsVersion.V1_2];
  const maxVersion = props.maxVersion && VERSION[props.maxVersion];
  if (maxVersion !== undefined && maxVersion < minVersion) {
    throw new Error(`Listener.https: minVersion ${minVersion} is above maxVersion ${maxVersion}; change one of them`);
  }
  if (maxVersion === '1.0' || maxVersion === '1.1') {
    throw new Error(`Listener.https: maxVersion TLS ${maxVersion} is insecure; set TlsVersion.V1_2 or omit maxVersion`);
  }
  const clientAuth = ({ NONE: 'none', REQUIRED: 'required', OPTIONAL: 'optional' } as const)[props.clientAuth ?? ClientAuth.NONE];
  if (props.clientNames?.length && clientAuth === 'none') {
    throw new Error('Listener.https: clientNames are matched against client certificates, which the listener does not request; set clientAuth too');
  }
  if (props.clientCaConfigMap !== undefined && clientAuth === 'none') {
    throw new Error('Listener.https: clientCaConfigMap validates client certificates, which the listener does not request; set clientAuth too');
  }
  const clientCaConfigMap = props.clientCaConfigMap === undefined ? undefined : names.dnsName('Listener.https: clientCaConfigMap', props.clientCaConfigMap);
  return { clientAuth, clientCaConfigMap, minVersion, maxVersion, cipherSuites: props.cipherSuites ?? [], subjectAltNames: props.clientNames ?? [] };
}
