import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Emitter } from '../emit/emit';
import { Emitted } from '../emit/emitted';
import { Mesh } from '../mesh';
import { accessFaults } from './access-faults';
import type { GatewayListener } from './gateway-listener';
import type { Listener } from './listener';
import { Listeners } from './listeners';
import { type GatewayWorkload, type GatewayWorkloadModel, unfilled, usualWorkload } from './workload';
import * as names from '../grammar/names';
import type { GatewayModel, ListenerSetModel } from '../model/gateway';
import type { AccessRuleModel, JwtModel } from '../model/security';
import { type AccessRule, accessRuleModel } from '../security/access';
import { Identity } from '../security/identity';
import { type JwtRequirement, jwtModel } from '../security/jwt';

/** A gateway by which traffic comes in. */
export interface IngressGatewayProps {
  /**
   * The proxies behind it. Those who bring their own for it (`gatewayImplementation`) need none.
   *
   * @default GatewayWorkload.existing(), or GatewayWorkload.own() on a managed control plane, which has none
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
export class IngressGateway extends Emitted {
  /** Name of the gateway's object. */
  public readonly gatewayName: string;

  /** @internal */
  public readonly _workload: GatewayWorkloadModel;

  private readonly listeners: Listeners;
  private readonly sets: ListenerSetModel[] = [];
  private readonly access: AccessRuleModel[] = [];
  private readonly jwt: JwtModel[] = [];
  private readonly model: GatewayModel;
  /** @internal */
  protected readonly _emitter: Emitter;

  public constructor(scope: Construct, id: string, props: IngressGatewayProps = {}) {
    super(scope, id);
    const mesh = Mesh.containing(this);
    this.gatewayName = names.dnsLabel(`the name of gateway '${this.node.path}'`, props.gatewayName ?? id);
    const workload = (props.workload ?? usualWorkload('ingress', this, mesh))._model('ingress', this, this.gatewayName);
    this._workload = workload;
    this.listeners = new Listeners(this.node.path, this.gatewayName, () => this.model.namespace, () => this.model, workload, () => this._emitter.sync());
    this.model = {
      path: this.node.path,
      mesh: mesh._model(),
      name: this.gatewayName,
      namespace: Chart.of(this).namespace ?? workload.namespace,
      workloadNamespace: workload.namespace,
      workloadService: workload.serviceName,
      selector: workload.labels,
      identity: { trustDomain: mesh.trustDomain, namespace: workload.namespace, serviceAccount: workload.serviceAccount },
      listeners: this.listeners.models,
      listenerSets: this.sets,
      closed: () => workload.closed ?? mesh._closes(workload.namespace),
      neighbours: () => mesh._gateways(),
      podPorts: workload.podPorts,
      access: this.access,
      jwt: this.jwt,
    };
    this._emitter = new Emitter(this, mesh._plane(), { gateway: this.model });
    this._emitter.sync();
    mesh._joinGateway(this.model, () => this._emitter.sync());
    this.node.addValidation({
      validate: () => [
        ...this.listeners.models.length > 0 ? [] : [`gateway '${this.gatewayName}' has no listener, so nothing can come in; call addListener`],
        ...unfilled(workload, mesh),
        ...accessFaults(this.model),
      ],
    });
  }

  /** Who its proxies are. Services that it leads to take requests from it. */
  public get identity(): Identity {
    return Identity._from(this.model.identity);
  }

  /**
   * A port with its protocol, hosts and certificate.
   *
   * @throws when another listener has the same port and a host of it, the port speaks something else there, or the Service of a gateway that is
   * installed beside it lacks the port
   */
  public addListener(listener: Listener): GatewayListener {
    return this.listeners.add(listener);
  }

  /**
   * Requests to its hosts must carry a token. The tokens of several calls are alternatives. A token that is not valid is refused on every host
   * of the gateway's proxies, those of other gateways too, as they check tokens before they look at hosts.
   */
  public requireJwt(jwt: JwtRequirement): void {
    this.jwt.push(jwtModel(`gateway '${this.node.path}'`, jwt));
    this._emitter.sync();
  }

  /** Refuses requests to its hosts and ports. */
  public deny(rule: AccessRule): void {
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'deny', rule, this.model.mesh.trustDomain));
    this._emitter.sync();
  }

  /** Lets requests to its hosts and ports in. With one such rule, all requests to them that no such rule covers are refused. */
  public allow(rule: AccessRule): void {
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'allow', rule, this.model.mesh.trustDomain));
    this._emitter.sync();
  }

  /**
   * Asks an external authorizer about requests to its hosts and ports.
   *
   * @param provider name of an extension provider of the mesh
   * @param rule which requests; all of them, when left out
   */
  public authorizeWith(provider: string, rule: AccessRule = {}): void {
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'custom', rule, this.model.mesh.trustDomain, undefined, provider));
    this._emitter.sync();
  }

  /** @internal */
  public _model(): GatewayModel {
    return this.model;
  }

  /**
   * Takes in a set of listeners.
   *
   * @internal
   */
  public _join(set: ListenerSetModel): void {
    this.sets.push(set);
    this._emitter.sync();
  }

  /**
   * Something of a set of listeners has changed.
   *
   * @internal
   */
  public _changed(): void {
    this._emitter.sync();
  }
}
