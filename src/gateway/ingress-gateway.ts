import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Emitter } from '../emit/emit';
import { Mesh } from '../mesh';
import { GatewayListener, stateOf } from './gateway-listener';
import type { Listener, ListenerDraft } from './listener';
import { GatewayWorkload } from './workload';
import type { GatewayModel, ListenerModel, ServerTlsModel } from '../model/gateway';
import * as names from '../model/names';
import type { BackendModel } from '../model/route';
import type { AccessRuleModel, JwtModel } from '../model/security';
import { type AccessRule, accessRuleModel } from '../security/access';
import { type JwtRequirement, jwtModel } from '../security/jwt';
import { Identity } from '../service/identity';

/** A gateway by which traffic comes in. */
export interface IngressGatewayProps {
  /**
   * The proxies behind it.
   *
   * @default GatewayWorkload.existing()
   */
  readonly workload?: GatewayWorkload;
  /**
   * Name of the gateway's object.
   *
   * @default - the construct's id
   */
  readonly gatewayName?: string;
}

/**
 * An Envoy at the edge, by which requests from outside come in.
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh
 * declare const frontend: mesh.MeshService;
 * const edge = new mesh.IngressGateway(chart, 'edge');
 * edge.addListener(mesh.Listener.http({ hosts: ['shop.example.com'], redirectToHttps: true }));
 * edge.addListener(mesh.Listener.https({ hosts: ['shop.example.com'], certificate: mesh.Certificate.fromSecret('shop-cert') })).route(frontend);
 */
export class IngressGateway extends Construct {
  /** Name of the gateway's object. */
  public readonly gatewayName: string;

  private readonly listeners: GatewayListener[] = [];
  private readonly listenerModels: ListenerModel[] = [];
  private readonly access: AccessRuleModel[] = [];
  private readonly jwt: JwtModel[] = [];
  private readonly led = new Set<object>();
  private readonly model: GatewayModel;
  private readonly emitter: Emitter;

  public constructor(scope: Construct, id: string, props: IngressGatewayProps = {}) {
    super(scope, id);
    const mesh = Mesh.containing(this);
    const workload = (props.workload ?? GatewayWorkload.existing())._model('ingress');
    this.gatewayName = names.dnsLabel(`the name of gateway '${this.node.path}'`, props.gatewayName ?? id);
    this.model = {
      path: this.node.path,
      mesh: mesh._model(),
      name: this.gatewayName,
      namespace: Chart.of(this).namespace ?? workload.namespace,
      workloadNamespace: workload.namespace,
      workloadService: workload.serviceName,
      selector: workload.labels,
      identity: { trustDomain: mesh.trustDomain, namespace: workload.namespace, serviceAccount: workload.serviceAccount },
      listeners: this.listenerModels,
      access: this.access,
      jwt: this.jwt,
    };
    this.emitter = new Emitter(this, mesh._plane(), { gateway: this.model });
    this.emitter.sync();
    this.node.addValidation({
      validate: () => (this.listeners.length > 0 ? [] : [`gateway '${this.gatewayName}' has no listener, so nothing can come in; call addListener`]),
    });
  }

  /** Who its proxies are. Services that it leads to take requests from it. */
  public get identity(): Identity {
    return Identity._from(this.model.identity);
  }

  /**
   * A port with its protocol, hosts and certificate.
   *
   * @throws when another listener has the same port and a host of it, or the port speaks something else there
   */
  public addListener(listener: Listener): GatewayListener {
    const draft = listener._draft();
    const name = draft.name || this.freeName(`${draft.protocol}-${draft.port}`);
    const path = `${this.node.path}/${name}`;
    this.refuseClash(path, name, draft);
    const { certificate, tls, ...facts } = draft;
    const added = GatewayListener._add({ ...facts, name, path, tls: tls && this.tls(name, tls, certificate!) }, (backends) => this.lead(backends));
    this.listeners.push(added);
    this.listenerModels.push(added._model());
    this.emitter.sync();
    return added;
  }

  /** Requests must carry a token. */
  public requireJwt(jwt: JwtRequirement): void {
    this.jwt.push(jwtModel(`gateway '${this.node.path}'`, jwt));
    this.emitter.sync();
  }

  /** Refuses requests at the edge. */
  public deny(rule: AccessRule): void {
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'deny', rule, this.model.mesh.trustDomain));
    this.emitter.sync();
  }

  /** Lets requests in. With one such rule, all that no such rule covers is refused. */
  public allow(rule: AccessRule): void {
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'allow', rule, this.model.mesh.trustDomain));
    this.emitter.sync();
  }

  /**
   * Asks an external authorizer about requests.
   *
   * @param provider name of an extension provider of the mesh
   * @param rule which requests; all of them, when left out
   */
  public authorizeWith(provider: string, rule: AccessRule = {}): void {
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'custom', rule, this.model.mesh.trustDomain, undefined, provider));
    this.emitter.sync();
  }

  /** Objects that were made for it so far, to patch or to look at. */
  public get objects(): ApiObject[] {
    return [...this.emitter.objects];
  }

  /**
   * The first of its objects of a kind, to patch or to look at.
   *
   * @param kind such as `DestinationRule`
   * @returns nothing, while no such object is needed
   */
  public findObject(kind: string): ApiObject | undefined {
    return this.emitter.objects.find((o) => o.kind === kind);
  }

  private freeName(base: string): string {
    let name = base;
    for (let i = 2; this.listenerModels.some((l) => l.name === name); i++) {
      name = `${base}-${i}`;
    }
    return name;
  }

  private tls(name: string, tls: NonNullable<ListenerDraft['tls']>, certificate: NonNullable<ListenerDraft['certificate']>): ServerTlsModel {
    return { ...tls, credentialName: certificate.secretName ?? `${this.gatewayName}-${name}-cert`, issued: certificate.issued };
  }

  private refuseClash(path: string, name: string, draft: ListenerDraft): void {
    const tls = draft.protocol !== 'http' && draft.protocol !== 'tcp';
    for (const other of this.listenerModels) {
      if (other.name === name) {
        throw new Error(`listener '${path}': gateway '${this.gatewayName}' has a listener of that name`);
      }
      if (other.port !== draft.port) {
        continue;
      }
      const otherTls = other.protocol !== 'http' && other.protocol !== 'tcp';
      if (tls !== otherTls || (!tls && other.protocol !== draft.protocol) || draft.protocol === 'tcp') {
        throw new Error(`listener '${path}': port ${draft.port} is a ${other.protocol} listener ('${other.name}') already; one port speaks one protocol, so the proxy would drop one of them`);
      }
      const both = draft.hosts.find((h) => other.hosts.includes(h));
      if (both) {
        throw new Error(`listener '${path}': host '${both}' on port ${draft.port} is served by listener '${other.name}' already; the proxy would take one and drop the other`);
      }
    }
  }

  /** Services that a route leads to take requests from this gateway. */
  private lead(backends: readonly BackendModel[]): void {
    for (const backend of backends) {
      const service = stateOf(backend);
      if (service.kind === 'kubernetes' && !this.led.has(service)) {
        this.led.add(service);
        service.addCaller({ gateway: this.gatewayName, identity: this.model.identity, target: service, methods: [], paths: [], ports: [], hosts: [] });
      }
    }
    this.emitter.sync();
  }
}
