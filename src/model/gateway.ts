import type { IdentityModel, MeshModel } from './mesh';
import type { HttpRuleModel, TcpRuleModel, TlsRuleModel } from './route';
import type { AccessRuleModel, JwtModel } from './security';

/** TLS that a listener terminates. */
export interface ServerTlsModel {
  readonly credentialName: string;
  /** Clients must show a certificate that the credential's CA signed. */
  readonly clientAuth: 'none' | 'required' | 'optional';
  /** ConfigMap with the CA of clients' certificates, where it isn't in the credential. */
  readonly clientCaConfigMap?: string;
  readonly minVersion: '1.2' | '1.3' | '1.0' | '1.1';
  readonly maxVersion?: '1.2' | '1.3';
  readonly cipherSuites: readonly string[];
  readonly subjectAltNames: readonly string[];
  /** A cert-manager certificate to make, if any. */
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
  /** Namespaces of other owners whose routes may be attached; none: as the plane has it. */
  readonly guests: readonly string[];
  /** Of a listener of another owner: the name by which the owner's route delegates to these rules. */
  readonly delegate?: string;
  /** Of a listener of another owner: the path under which all rules are. */
  readonly pathPrefix?: string;
  /** Of a listener of another owner: the section of its Gateway, where the port does not tell it. */
  readonly section?: string;
  readonly tls?: ServerTlsModel;
  readonly httpRules: readonly HttpRuleModel[];
  readonly tlsRules: readonly TlsRuleModel[];
  /** Of plain connections, and of datagrams. */
  readonly tcpRules: readonly TcpRuleModel[];
  /** Rules for this listener only, in addition to those of the gateway. */
  readonly access: readonly AccessRuleModel[];
  readonly jwt: readonly JwtModel[];
}

/** An Envoy at the edge. */
export interface GatewayModel {
  readonly path: string;
  readonly mesh: MeshModel;
  readonly name: string;
  /** Whether the name was given; else it is the construct's id. */
  readonly named: boolean;
  /** Where the gateway's objects live. */
  readonly namespace: string;
  /** Namespace of the Gateway of another owner, to whose listeners routes are attached. */
  readonly home?: string;
  /** Where its pods run, and where its certificates must be. */
  readonly workloadNamespace: string;
  /** Whether the control plane deploys its pods for it. */
  readonly automatic?: boolean;
  /** Name of the Kubernetes Service of its pods, in their namespace. */
  readonly workloadService: string;
  readonly selector: { readonly [name: string]: string };
  readonly identity: IdentityModel;
  /** Set if its proxies have no mesh certificates, and so no identity. */
  readonly uncertified?: boolean;
  readonly listeners: readonly ListenerModel[];
  /** What others add, in namespaces of their own. */
  readonly listenerSets: readonly ListenerSetModel[];
  /** Whether its pods run in a namespace with denyByDefault, according to the declarations. */
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

/** Listeners that are added to a gateway, with their routes and certificates in a namespace of their own. */
export interface ListenerSetModel {
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  readonly gateway: GatewayModel;
  readonly listeners: readonly ListenerModel[];
}
