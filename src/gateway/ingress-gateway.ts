import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Emitter } from '../emit/emit';
import { Emitted } from '../emit/emitted';
import { Mesh } from '../mesh';
import { accessFaults } from './access-faults';
import { attachedListener, type IngressGatewayAttributes } from './attributes';
import type { GatewayListener } from './gateway-listener';
import type { Listener } from './listener';
import { Listeners } from './listeners';
import { GatewayWorkload, type GatewayWorkloadModel, sharedLabels, unfilled, usualWorkload } from './workload';
import { checkState } from '../check/attach';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import type { GatewayModel, ListenerSetModel } from '../model/gateway';
import type { AccessRuleModel, JwtModel } from '../model/security';
import { type AccessRule, accessRuleModel } from '../security/access';
import { Identity } from '../security/identity';
import { type JwtRequirement, jwtModel } from '../security/jwt';

/** A gateway for traffic that enters the mesh. */
export interface IngressGatewayProps {
  /**
   * The gateway's proxies. Implementations with their own proxies (`gatewayImplementation`) need none. @default GatewayWorkload.existing(), or
   * GatewayWorkload.own() with a managed control plane, which has no gateway proxies
   */
  readonly workload?: GatewayWorkload;
  /**
   * Name of the gateway's object.
   *
   * @default - the construct's id; NAMESPACE-ID, of the chart's namespace, for the Gateway that Gateway API with Istio needs in the namespace of the
   * proxies, if that is another
   */
  readonly gatewayName?: string;
}

/**
 * A gateway at the edge of the mesh, for requests from outside.
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh
 * declare const frontend: mesh.MeshService;
 * const edge = new mesh.IngressGateway(chart, 'edge');
 * edge.addListener(mesh.Listener.http({ hosts: ['shop.example.com'], redirectToHttps: true }));
 * edge.addListener(mesh.Listener.https({ hosts: ['shop.example.com'], certificate: mesh.Certificate.fromSecret('shop-cert') })).route(frontend);
 */
export class IngressGateway extends Emitted {
  /**
   * A gateway of another owner, with listeners to attach routes to: the owner keeps the gateway, its certificates and its access rules; this app writes
   * its routes, in its own namespace. The owner must allow them (`GatewayListener.openTo`, or `delegate` for a path).
   *
   * @param scope a scope in an enrolled chart with a namespace
   * @param id the construct's id
   * @param attributes its properties
   * @throws when the chart has no namespace, and for attributes that contradict each other
   *
   * @example
   * declare const chart: Chart; // enrolled in a mesh
   * declare const web: mesh.MeshService;
   * const edge = mesh.IngressGateway.fromAttributes(chart, 'edge', {
   *   gatewayName: 'public',
   *   namespace: 'istio-ingress',
   *   listeners: [{ protocol: mesh.ListenerProtocol.HTTPS, hosts: ['shop.example.com'] }],
   * });
   * edge.listener('https-443').route(web);
   */
  public static fromAttributes(scope: Construct, id: string, attributes: IngressGatewayAttributes): IngressGateway {
    class ImportedGateway extends IngressGateway {
      /** @internal */
      public override _attributes(): IngressGatewayAttributes {
        return attributes;
      }
    }
    return new ImportedGateway(scope, id, { gatewayName: attributes.gatewayName, workload: attributes.workload ?? GatewayWorkload.existing() });
  }

  /** Name of the gateway's object. */
  public get gatewayName(): string {
    return Mesh.containing(this)._plane().gatewayName?.(this.model) ?? this.model.name;
  }

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
    super(scope, given('IngressGateway', scope, id, props));
    const mesh = Mesh.containing(this);
    const name = names.dnsLabel(`the name of gateway '${this.node.path}'`, props.gatewayName ?? id);
    const workload = (props.workload ?? usualWorkload('ingress', this, mesh))._model('ingress', this, name, () => [...new Set(this.listeners.models.map((l) => l.port))]);
    this._workload = workload;
    this.listeners = new Listeners(this.node.path, name, () => this.model.namespace, () => this.model, workload, () => this._emitter.sync());
    const attributes = this._attributes();
    if (attributes && Chart.of(this).namespace === undefined) {
      throw new Error(`gateway '${this.node.path}': its chart has no namespace for the routes; set one: new Chart(app, id, { namespace: … })`);
    }
    this.model = {
      path: this.node.path,
      mesh: mesh._model(),
      name,
      named: props.gatewayName !== undefined,
      namespace: Chart.of(this).namespace ?? workload.namespace,
      home: attributes && names.dnsLabel(`the namespace of gateway '${this.node.path}'`, attributes.namespace ?? workload.namespace),
      automatic: workload.automatic,
      workloadNamespace: workload.namespace,
      workloadService: workload.serviceName,
      selector: workload.labels,
      identity: { trustDomain: mesh.trustDomain, namespace: workload.namespace, serviceAccount: workload.serviceAccount },
      uncertified: workload.uncertified,
      listeners: this.listeners.models,
      listenerSets: this.sets,
      closed: () => workload.closed ?? mesh._closes(workload.namespace),
      guarded: () => mesh._guards(workload.namespace),
      neighbours: () => mesh._gateways(),
      podPorts: workload.podPorts,
      access: this.access,
      jwt: this.jwt,
    };
    this._emitter = new Emitter(this, mesh._target(), { gateway: this.model });
    if (!props.workload) checkState(this).show('MESH301', this);
    attributes?.listeners?.forEach((l) => this.listeners.attach(attachedListener(this.node.path, id, l)));
    this._emitter.sync();
    mesh._joinGateway(this.model, () => this._emitter.sync());
    this.node.addValidation({
      validate: () => [
        ...attributes || this.listeners.models.length > 0 ? [] : [`gateway '${name}' has no listener, so it accepts no traffic; call addListener`],
        ...attributes ? [] : unfilled(workload, mesh),
        ...mesh._plane().name === 'gateway-api' ? [] : sharedLabels(workload, this.model),
        ...accessFaults(this.model),
      ],
    });
  }

  /** Identity of the gateway's proxies. Services that the gateway routes to accept requests from this identity. */
  public get identity(): Identity {
    return Identity._from(this.model.identity);
  }

  /**
   * Adds a port with its protocol, hosts and certificate.
   *
   * @throws when another listener has the same port and one of its hosts, the port has a different protocol there, or the Service of a gateway installed by
   * this app lacks the port
   */
  public addListener(listener: Listener): GatewayListener {
    this.refuseForeign('its listeners (add yours in a ListenerSet)');
    return this.listeners.add(listener);
  }

  /**
   * Returns a listener by name: to attach routes to a gateway of another owner, or to find an existing one.
   *
   * @param name name of the listener, such as `https-443`
   * @throws when it has no such listener
   */
  public listener(name: string): GatewayListener {
    return this.listeners.find(name);
  }

  /**
   * Requires a token in requests to the gateway's hosts. The tokens of several calls are alternatives. An invalid token is refused on every host of the
   * gateway's proxies, including those of other gateways, because they validate tokens before they match hosts.
   */
  public requireJwt(jwt: JwtRequirement): void {
    this.refuseForeign('which tokens it requires');
    this.jwt.push(jwtModel(`gateway '${this.node.path}'`, jwt));
    this._emitter.sync();
  }

  /** Refuses requests to the gateway's hosts and ports. */
  public deny(rule: AccessRule): void {
    this.refuseForeign('who may send requests to it');
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'deny', rule, this.model.mesh.trustDomain));
    this._emitter.sync();
  }

  /** Allows requests to the gateway's hosts and ports. Once there is an allow rule, all requests to these hosts and ports that no such rule allows are refused. */
  public allow(rule: AccessRule): void {
    this.refuseForeign('who may send requests to it');
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'allow', rule, this.model.mesh.trustDomain));
    this._emitter.sync();
  }

  /**
   * Delegates the authorization of requests to the gateway's hosts and ports to an external authorizer.
   *
   * @param provider name of an extension provider of the mesh
   * @param rule which requests; all by default
   */
  public authorizeWith(provider: string, rule: AccessRule = {}): void {
    this.refuseForeign('who authorizes requests to it');
    this.access.push(accessRuleModel(`access to gateway '${this.node.path}'`, 'custom', rule, this.model.mesh.trustDomain, undefined, provider));
    this._emitter.sync();
  }

  /**
   * The properties of a gateway that another app creates.
   *
   * @internal
   */
  public _attributes(): IngressGatewayAttributes | undefined {
    return undefined;
  }

  private refuseForeign(fact: string): void {
    if (this.model.home !== undefined) {
      throw new Error(`gateway '${this.node.path}' belongs to another owner, and only that owner configures ${fact}; configure it in the app that creates the gateway`);
    }
  }

  /** @internal */
  public _model(): GatewayModel {
    return this.model;
  }

  /**
   * Registers a listener set.
   *
   * @internal
   */
  public _join(set: ListenerSetModel): void {
    this.sets.push(set);
    this._emitter.sync();
  }

  /**
   * Called when a listener set has changed.
   *
   * @internal
   */
  public _changed(): void {
    this._emitter.sync();
  }
}
guarded(IngressGateway, 'IngressGateway');
