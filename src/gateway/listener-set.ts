import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Emitter } from '../emit/emit';
import { Emitted } from '../emit/emitted';
import { Mesh } from '../mesh';
import type { GatewayListener } from './gateway-listener';
import type { IngressGateway } from './ingress-gateway';
import type { Listener } from './listener';
import { Listeners } from './listeners';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import type { ListenerSetModel } from '../model/gateway';

/** Additional listeners of a gateway. */
export interface ListenerSetProps {
  /** The gateway whose proxies open the listeners. */
  readonly gateway: IngressGateway;
  /**
   * Name of the ListenerSet object.
   *
   * @default - the construct's id
   */
  readonly listenerSetName?: string;
}

/**
 * Listeners that a team adds to another owner's gateway, in the team's namespace: the gateway's owner keeps its proxies, the team its hosts,
 * certificates and routes. The gateway must allow the namespace.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-1713/
 *
 * @example
 * declare const chart: Chart; // the team's, enrolled in a mesh
 * declare const edge: mesh.IngressGateway; // in the namespace of those who run it
 * declare const frontend: mesh.MeshService;
 * const own = new mesh.ListenerSet(chart, 'shop', { gateway: edge });
 * own.addListener(mesh.Listener.https({ hosts: ['shop.example.com'], certificate: mesh.Certificate.fromSecret('shop-cert') })).route(frontend);
 */
export class ListenerSet extends Emitted {
  /** Name of the ListenerSet object. */
  public readonly listenerSetName: string;

  private readonly listeners: Listeners;
  /** @internal */
  protected readonly _emitter: Emitter;

  /** @throws when the chart has no namespace */
  public constructor(scope: Construct, id: string, props: ListenerSetProps) {
    super(scope, given('ListenerSet', scope, id, props));
    const { path } = this.node;
    const gateway = props.gateway._model();
    const mesh = Mesh.containing(this);
    const { namespace } = Chart.of(this);
    if (namespace === undefined) {
      throw new Error(`listener set '${path}' has no namespace; set one on its chart: new Chart(app, id, { namespace: … })`);
    }
    if (mesh._model() !== gateway.mesh) {
      throw new Error(`listener set '${path}' is in mesh '${mesh.node.path}', and gateway '${gateway.path}' in mesh '${gateway.mesh.path}'; create it in the gateway's mesh`);
    }
    this.listenerSetName = names.dnsLabel(`the name of listener set '${path}'`, props.listenerSetName ?? id);
    this.listeners = new Listeners(path, this.listenerSetName, () => namespace, () => gateway, props.gateway._workload, () => {
      this._emitter.sync();
      props.gateway._changed();
    });
    const model: ListenerSetModel = { path, name: this.listenerSetName, namespace, gateway, listeners: this.listeners.models };
    props.gateway._join(model);
    this._emitter = new Emitter(this, mesh._target(), { listenerSet: model });
    this._emitter.sync();
    this.node.addValidation({
      validate: () => (this.listeners.models.length > 0 ? [] : [`listener set '${this.listenerSetName}' has no listener; call addListener, or remove it`]),
    });
  }

  /**
   * Adds a port with its protocol, hosts and certificate.
   *
   * @throws when another listener of the gateway or of another set has the same port and one of its hosts, or the port has a different protocol there
   */
  public addListener(listener: Listener): GatewayListener {
    return this.listeners.add(listener);
  }
}
guarded(ListenerSet, 'ListenerSet');
