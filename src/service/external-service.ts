import { isIP } from 'net';
import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { Emitter } from '../emit/emit';
import { Mesh, MeshNamespace } from '../mesh';
import type { IEgressGateway } from './egress-gateway';
import type { ExternalServiceAttributes } from './external-service-attributes';
import { portModels, type ServicePort } from './port';
import { RoutedService } from './routed-service';
import { ServiceState } from './state';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { carriesBytes, type ExternalModel, type PortModel } from '../model/service';
import { type TrafficPolicy, trafficPolicyModel } from '../traffic/traffic-policy';

/** How a proxy resolves the addresses of an external service. */
export enum Resolution {
  /** By DNS; requests are balanced over all addresses. */
  DNS = 'DNS',
  /** By DNS, using the first address; for services with many changing addresses. */
  DNS_ROUND_ROBIN = 'DNS_ROUND_ROBIN',
  /** The endpoints are given. */
  STATIC = 'STATIC',
  /** No resolution: connections go to the client's original destination; for wildcard hosts. */
  NONE = 'NONE',
  /**
   * By DNS, for the host of each request or the server name of each TLS connection; for wildcard hosts, on Istio's control planes. A waypoint may serve them,
   * so that all requests leave through it; for TLS ports, istiod then needs `ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS`.
   *
   * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
   */
  DYNAMIC_DNS = 'DYNAMIC_DNS',
}

/** One address of an external service. */
export interface Endpoint {
  /** IP address; a DNS name, with resolution by DNS; or a Unix socket `unix:///PATH`. */
  readonly address: string;
  /**
   * Port of the endpoint for each port of the service, by name, if they differ.
   *
   * @default - the service's ports
   */
  readonly ports?: { readonly [portName: string]: number };
  /**
   * Labels of the endpoint, for the selectors of versions.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Locality of the endpoint: `region/zone/subzone`.
   *
   * @default - unknown
   */
  readonly locality?: string;
  /**
   * Weight of this endpoint among the endpoints.
   *
   * @default 1
   */
  readonly weight?: number;
}

/** A service outside the mesh. */
export interface ExternalServiceProps {
  /** Full DNS names that callers use; a `*.` prefix is allowed with `Resolution.NONE`, and required with `Resolution.DYNAMIC_DNS`. */
  readonly hosts: string[];
  /** Ports that callers use. */
  readonly ports: ServicePort[];
  /**
   * How the addresses of the service are resolved.
   *
   * @default - STATIC with IP addresses as endpoints, NONE for wildcard hosts, otherwise DNS
   */
  readonly resolution?: Resolution;
  /**
   * Endpoints of the service.
   *
   * @default - the hosts themselves
   */
  readonly endpoints?: Endpoint[];
  /**
   * Destination addresses or ranges of connections to the service; for TCP, where a proxy sees no host name.
   *
   * @default - any
   */
  readonly addresses?: string[];
  /**
   * Whether callers speak plain HTTP and their proxies speak TLS to the service, on port 443 (or the port's target). The proxy can then apply HTTP rules,
   * retries and timeouts.
   *
   * @default false
   */
  readonly originateTls?: boolean;
  /**
   * Egress gateway for all traffic to the service.
   *
   * @default - each caller's proxy connects directly
   */
  readonly via?: IEgressGateway;
  /**
   * Whether the service is part of the mesh although it runs outside Kubernetes (a VM with a proxy).
   *
   * @default false
   */
  readonly internal?: boolean;
  /**
   * Traffic policy of callers' proxies for the service.
   *
   * @default - the plane's defaults
   */
  readonly policy?: TrafficPolicy;
}

/**
 * A host outside the mesh that services may call: a payment provider, a database, a VM. It is only visible in namespaces with a declared call.
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh
 * declare const checkout: mesh.MeshService;
 * const stripe = new mesh.ExternalService(chart, 'stripe', { hosts: ['api.stripe.com'], ports: [mesh.ServicePort.tls(443)] });
 * checkout.calls(stripe);
 */
export class ExternalService extends RoutedService {
  /**
   * A host outside the mesh that another app defines, such as a platform team's with its egress gateway. Services of this app can call it; the only output
   * for it is in the configuration of their proxies, as its rules and policies belong to the owner.
   * @param scope a scope in an enrolled chart
   * @param id the construct's id
   * @param attributes its properties
   * @throws when hosts or ports are empty
   *
   * @example
   * declare const chart: Chart; // enrolled in a mesh
   * declare const checkout: mesh.MeshService;
   * const out = new mesh.EgressGateway(chart, 'out', { workload: mesh.GatewayWorkload.helm('istio-egress') });
   * checkout.calls(mesh.ExternalService.fromAttributes(chart, 'payments', {
   *   namespace: 'platform', hosts: ['api.payments.example'], ports: [mesh.ServicePort.tls(443)], via: out,
   * }));
   */
  public static fromAttributes(scope: Construct, id: string, attributes: ExternalServiceAttributes): ExternalService {
    const { namespace, ...props } = attributes;
    class ImportedExternalService extends ExternalService {
      /** @internal */
      public override _owner(): string {
        return names.dnsLabel(`the namespace of external service '${this.node.path}'`, namespace);
      }
    }
    return new ImportedExternalService(scope, id, props);
  }

  /** The hosts that callers use. */
  public readonly hosts: string[];

  /** @internal */
  protected readonly _state: ServiceState;
  /** @internal */
  protected readonly _emitter: Emitter;

  public constructor(scope: Construct, id: string, props: ExternalServiceProps) {
    super(scope, given('ExternalService', scope, id, props));
    const what = `external service '${this.node.path}'`;
    const mesh = Mesh.containing(this);
    const home = Chart.of(this).namespace ?? mesh.controlPlane.namespace;
    const owner = this._owner();
    if (props.hosts.length === 0 || props.ports.length === 0) {
      throw new Error(`${what} has no ${props.hosts.length === 0 ? 'host' : 'port'}; add at least one to ${props.hosts.length === 0 ? 'hosts' : 'ports'}`);
    }
    this.hosts = props.hosts.map((h) => names.host(`a host of ${what}`, h, { wildcard: true }));
    const ports = portModels(what, props.ports);
    const external = externalModel(what, this, props, ports);
    if (external.originateTls && !ports.some((p) => p.protocol === 'http' || p.protocol === 'http2' || p.protocol === 'grpc')) {
      throw new Error(`${what}: TLS can only be added to plain HTTP requests; add a port ServicePort.http(80) for the callers`);
    }
    this._state = new ServiceState({
      path: this.node.path,
      mesh: mesh._model(),
      namespaceModel: owner === undefined ? MeshNamespace._of(this)?._model() : undefined,
      name: names.dnsLabel(`the name of ${what}`, id),
      namespace: owner ?? home,
      hosts: this.hosts,
      kind: 'external',
      owned: owner === undefined,
      client: owner === undefined ? undefined : home,
      ports,
      selector: {},
      external,
    });
    mesh._join(this._state);
    const findService = (inNamespace: string, name: string) => mesh._findService(inNamespace, name);
    this._emitter = new Emitter(this, mesh._target(), owner === undefined ? { service: this._state, findService } : {});
    if (props.policy) {
      this._state.policy = trafficPolicyModel(what, props.policy);
    }
    this._state.changed = () => this._emitter.sync();
    this._state.changed();
  }

  /**
   * Namespace of the owner, if another app defines it.
   *
   * @internal
   */
  public _owner(): string | undefined {
    return undefined;
  }

  /** @internal */
  protected get _what(): string {
    return `external service '${this.node.path}'`;
  }
}
guarded(ExternalService, 'ExternalService');

function externalModel(what: string, service: IConstruct, props: ExternalServiceProps, ports: readonly PortModel[]): ExternalModel {
  names.filled(what, props, { endpoints: 'the hosts themselves', addresses: 'any address' });
  const wildcard = props.hosts.some((h) => h.startsWith('*'));
  const fixed = (e: Endpoint) => isIP(e.address) !== 0 || e.address.startsWith('unix://');
  const endpoints = props.endpoints ?? [];
  endpoints.forEach((e) => checkEndpoint(what, e, ports));
  const resolution = props.resolution ?? (wildcard ? Resolution.NONE : endpoints.length > 0 && endpoints.every(fixed) ? Resolution.STATIC : Resolution.DNS);
  if (wildcard && resolution !== Resolution.NONE && resolution !== Resolution.DYNAMIC_DNS) {
    throw new Error(`${what}: a wildcard host can't be resolved to an address; use Resolution.NONE or Resolution.DYNAMIC_DNS, or list the full host names`);
  }
  if (resolution === Resolution.DYNAMIC_DNS) checkDynamic(what, service, props, ports);
  if (resolution === Resolution.STATIC && endpoints.length === 0) {
    throw new Error(`${what}: Resolution.STATIC needs the addresses of the endpoints; set endpoints`);
  }
  if (resolution === Resolution.STATIC && !endpoints.every(fixed)) {
    throw new Error(`${what}: the address of each endpoint must be an IP address with Resolution.STATIC, got: '${endpoints.find((e) => !fixed(e))!.address}'; use Resolution.DNS for names`);
  }
  if (resolution === Resolution.NONE && endpoints.length > 0) {
    throw new Error(`${what}: with Resolution.NONE connections go to the address that the client chose, so endpoints have no effect; remove them`);
  }
  if (resolution === Resolution.DNS_ROUND_ROBIN && endpoints.length > 1) {
    throw new Error(`${what}: endpoints must contain at most one with Resolution.DNS_ROUND_ROBIN, got: ${endpoints.length}`);
  }
  const addresses = (props.addresses ?? []).map((a) => names.addressRange(`an address of ${what}`, a));
  const block = addresses.find((a) => a.includes('/'));
  if (block !== undefined && resolution !== Resolution.NONE && resolution !== Resolution.STATIC) {
    throw new Error(`${what}: addresses must be single IP addresses if its hosts are resolved by DNS (Resolution.${resolution}), got: '${block}'; `
      + `${/\/(32|128)$/.test(block) ? `use '${block.split('/')[0]}'` : 'list the addresses, or use Resolution.NONE or Resolution.STATIC'}`);
  }
  if (props.via && wildcard) {
    throw new Error(`${what}: a wildcard host can't be routed through an egress gateway, whose proxies don't resolve the host of each request; list the full host names, `
      + 'or, in ambient mode, use a waypoint: waypoint.serve(…), with Resolution.DYNAMIC_DNS');
  }
  const bytes = ports.find(carriesBytes);
  if (props.via && bytes && props.hosts.length > 1) {
    throw new Error(`${what}: connections to port ${bytes.port} (${bytes.protocol}) don't show which of its hosts they are for (${props.hosts.join(', ')}), so they can't be routed through a gateway; `
      + 'create an ExternalService for each host');
  }
  if (props.originateTls && wildcard) {
    throw new Error(`${what}: TLS can't be added for a wildcard host, whose address is not known; list the full host names`);
  }
  return {
    resolution: ({ DNS: 'dns', DNS_ROUND_ROBIN: 'dns-round-robin', STATIC: 'static', NONE: 'none', DYNAMIC_DNS: 'dynamic-dns' } as const)[resolution],
    addresses,
    endpoints,
    originateTls: props.originateTls ?? false,
    via: props.via?._egress(what, service, ports),
    internal: props.internal ?? false,
  };
}

/** Throws for settings that don't work when a proxy resolves the host of each request. */
function checkDynamic(what: string, service: IConstruct, props: ExternalServiceProps, ports: readonly PortModel[]): void {
  const { controlPlane } = Mesh.containing(service);
  if (!controlPlane._driver.hasSidecars || controlPlane._driver.managed) {
    throw new Error(`${what}: Resolution.DYNAMIC_DNS needs an istiod and is not supported by this mesh's control plane; use Resolution.NONE, or list the full host names`);
  }
  const named = props.hosts.find((h) => !h.startsWith('*'));
  if (named !== undefined) {
    throw new Error(`${what}: hosts must have a wildcard with Resolution.DYNAMIC_DNS, got: '${named}'; create an external service for that host with Resolution.DNS`);
  }
  if (props.addresses || props.endpoints) {
    throw new Error(`${what}: with Resolution.DYNAMIC_DNS the address is resolved from the host of each request; remove ${props.addresses ? 'addresses' : 'endpoints'}`);
  }
  const mute = ports.find((p) => !['http', 'http2', 'grpc', 'tls'].includes(p.protocol));
  if (mute) {
    throw new Error(`${what}: with Resolution.DYNAMIC_DNS, which needs the host of each request, ports must be http, http2, grpc or tls, got: ${mute.port} ${mute.protocol}; use ServicePort.${mute.protocol === 'https' ? 'tls' : 'http'}, or Resolution.NONE`);
  }
}

function checkEndpoint(what: string, endpoint: Endpoint, ports: readonly PortModel[]): void {
  const { address } = endpoint;
  if (address.startsWith('unix://')) {
    if (!/^unix:\/\/[/@]./.test(address)) {
      throw new Error(`${what}: the address of a Unix socket must be 'unix:///PATH' or 'unix://@NAME', got: '${address}'`);
    }
  } else if (isIP(address) === 0) {
    names.host(`the address of an endpoint of ${what}, unless it is an IP address or 'unix:///PATH',`, address);
  }
  for (const [name, port] of Object.entries(endpoint.ports ?? {})) {
    if (!ports.some((p) => p.name === name)) {
      throw new Error(`${what}: endpoint '${address}' sets a port for '${name}', but the service has no such port (it has ${ports.map((p) => `'${p.name}'`).join(', ')}); use one of its ports`);
    }
    names.port(`${what}: port '${name}' of endpoint '${address}'`, port);
  }
  for (const [label, value] of Object.entries(endpoint.labels ?? {})) {
    names.labelValue(`${what}: label '${label}' of endpoint '${address}'`, value);
  }
  if (endpoint.weight !== undefined) {
    names.integer(`${what}: the weight of endpoint '${address}'`, endpoint.weight, 1, 4_294_967_295);
  }
}
