import type { IdentityModel, MeshModel } from './mesh';
import type { HttpRuleModel, TcpRuleModel, TlsRuleModel } from './route';
import type { AccessRuleModel, JwtModel } from './security';

/** TLS that a listener terminates. */
export interface ServerTlsModel {
  readonly credentialName: string;
  /** Clients must present a certificate signed by the credential's CA. */
  readonly clientAuth: 'none' | 'required' | 'optional';
  /** ConfigMap with the CA for client certificates, if it isn't in the credential. */
  readonly clientCaConfigMap?: string;
  readonly minVersion: '1.2' | '1.3' | '1.0' | '1.1';
  readonly maxVersion?: '1.2' | '1.3';
  readonly cipherSuites: readonly string[];
  readonly subjectAltNames: readonly string[];
  /** A cert-manager certificate to create, if any. */
  readonly issued?: { readonly issuer: string; readonly issuerKind: string; readonly durationMs?: number; readonly renewBeforeMs?: number };
}

/** One port, protocol and set of hosts of a gateway. */
export interface ListenerModel {
  readonly name: string;
  readonly path: string;
  readonly port: number;
  readonly protocol: 'http' | 'https' | 'tls-passthrough' | 'tls-terminate' | 'tcp' | 'udp' | 'http2' | 'grpc';
  readonly hosts: readonly string[];
  readonly redirectToHttps: boolean;
  /** Namespaces of other owners whose routes may attach; undefined: the plane's default. */
  readonly guests: readonly string[];
  /** For a listener of another owner: the name under which the owner's route delegates to these rules. */
  readonly delegate?: string;
  /** For a listener of another owner: the path prefix of all rules. */
  readonly pathPrefix?: string;
  /** For a listener of another owner: the section of its Gateway, if the port does not identify it. */
  readonly section?: string;
  readonly tls?: ServerTlsModel;
  readonly httpRules: readonly HttpRuleModel[];
  readonly tlsRules: readonly TlsRuleModel[];
  /** For TCP and UDP. */
  readonly tcpRules: readonly TcpRuleModel[];
  /** Rules for this listener only, in addition to those of the gateway. */
  readonly access: readonly AccessRuleModel[];
  readonly jwt: readonly JwtModel[];
}

/** A gateway: Envoy at the edge of the mesh. */
export interface GatewayModel {
  readonly path: string;
  readonly mesh: MeshModel;
  readonly name: string;
  /** Whether the name was given; else it is the construct's id. */
  readonly named: boolean;
  /** Namespace of the gateway's objects. */
  readonly namespace: string;
  /** Namespace of another owner's Gateway, to whose listeners the routes attach. */
  readonly home?: string;
  /** Namespace of its pods and certificates. */
  readonly workloadNamespace: string;
  /** Whether the control plane deploys its pods. */
  readonly automatic?: boolean;
  /** Name of the Kubernetes Service of its pods, in their namespace. */
  readonly workloadService: string;
  readonly selector: { readonly [name: string]: string };
  readonly identity: IdentityModel;
  /** Set if its proxies have no mesh certificates, and therefore no identity. */
  readonly uncertified?: boolean;
  readonly listeners: readonly ListenerModel[];
  /** Listeners that others add, in their own namespaces. */
  readonly listenerSets: readonly ListenerSetModel[];
  /** Whether the gateway's pods run in a namespace with denyByDefault, according to the declarations. */
  readonly closed: () => boolean;
  /** Whether NetworkPolicies isolate its pods, according to the declarations. */
  readonly guarded: () => boolean;
  /** All gateways of the mesh; some may share its proxies. */
  readonly neighbours: () => readonly GatewayModel[];
  /** The ports on which its pods may listen for a port of their Service. */
  readonly podPorts: (port: number) => readonly number[];
  readonly access: readonly AccessRuleModel[];
  readonly jwt: readonly JwtModel[];
}

/** Listeners added to a gateway, with their routes and certificates in their own namespace. */
export interface ListenerSetModel {
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  readonly gateway: GatewayModel;
  readonly listeners: readonly ListenerModel[];
}
