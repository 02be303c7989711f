import { GatewayListener, type ListenerFacts, stateOf } from './gateway-listener';
import type { Listener, ListenerDraft } from './listener';
import { type GatewayWorkloadModel, requireOpen } from './workload';
import type { GatewayModel, ListenerModel, ServerTlsModel } from '../model/gateway';
import { joined, qualified } from '../model/object-name';
import type { BackendModel } from '../model/route';
import type { ServiceModel } from '../model/service';

/**
 * The listeners that one object adds to a gateway.
 *
 * @internal
 */
export class Listeners {
  public readonly models: ListenerModel[] = [];

  /** The ports of services that it routes to; none, if they are not known. */
  private readonly led = new Map<ServiceModel, number[]>();
  private readonly byName = new Map<string, GatewayListener>();

  /**
   * @param path of the construct that adds them
   * @param name of its object
   * @param namespace of its object
   * @param gateway the gateway of the ports, once it is known
   * @param workload the proxies behind it
   * @param changed called after each change
   */
  public constructor(private readonly path: string, private readonly name: string, private readonly namespace: () => string, private readonly gateway: () => GatewayModel,
    private readonly workload: GatewayWorkloadModel, private readonly changed: () => void) {}

  public add(listener: Listener): GatewayListener {
    const draft = listener._draft();
    const name = draft.name || this.freeName(`${draft.protocol}-${draft.port}`);
    const path = `${this.path}/${name}`;
    this.refuseClash(path, name, draft);
    requireOpen(`listener '${path}'`, this.workload, draft.port);
    const { certificate, tls, ...facts } = draft;
    const added = GatewayListener._add({ ...facts, name, path, tls: tls && this.tls(draft, tls, certificate!) }, {
      trustDomain: this.gateway().mesh.trustDomain, led: (backends) => this.lead(backends), changed: this.changed, foreign: this.gateway().home === undefined ? undefined : 'gateway',
    });
    this.models.push(added._model());
    this.byName.set(name, added);
    this.changed();
    return added;
  }

  /** A listener of another owner's gateway. */
  public attach(facts: ListenerFacts): GatewayListener {
    if (this.models.some((l) => l.name === facts.name)) {
      throw new Error(`listener '${facts.path}': '${this.name}' already has a listener '${facts.name}'; use a different listenerName`);
    }
    const attached = GatewayListener._add(facts, { trustDomain: this.gateway().mesh.trustDomain, led: (backends) => this.lead(backends), changed: this.changed, foreign: 'listener' });
    this.models.push(attached._model());
    this.byName.set(facts.name, attached);
    return attached;
  }

  /** A listener by its name. */
  public find(name: string): GatewayListener {
    const found = this.byName.get(name);
    if (!found) {
      throw new Error(`gateway '${this.path}' has no listener '${name}' (it has ${[...this.byName.keys()].join(', ') || 'none'}); use one of its listeners`);
    }
    return found;
  }

  private freeName(base: string): string {
    let name = base;
    for (let i = 2; this.models.some((l) => l.name === name); i++) {
      name = `${base}-${i}`;
    }
    return name;
  }

  private tls(draft: ListenerDraft, tls: NonNullable<ListenerDraft['tls']>, certificate: NonNullable<ListenerDraft['certificate']>): ServerTlsModel {
    return { ...tls, credentialName: certificate.secretName ?? this.secretName(draft), issued: certificate.issued };
  }

  /**
   * With the owner's namespace, as several owners' certificates are in the namespace of the gateway's pods; and by host, as listeners may be added and
   * removed.
   */
  private secretName({ hosts: [host], port }: ListenerDraft): string {
    return joined(qualified(this.namespace(), this.name, host), port === 443 ? 'cert' : `${port}-cert`);
  }

  private refuseClash(path: string, name: string, draft: ListenerDraft): void {
    if (this.models.some((l) => l.name === name)) {
      throw new Error(`listener '${path}': '${this.name}' already has a listener '${name}'; use a different name`);
    }
    const gateway = this.gateway();
    const opened = (protocol: string) => protocol !== 'http' && protocol !== 'tcp' && protocol !== 'udp';
    const tls = opened(draft.protocol);
    for (const other of [...gateway.listeners, ...gateway.listenerSets.flatMap((s) => s.listeners)]) {
      if (other.port !== draft.port || (other.protocol === 'udp') !== (draft.protocol === 'udp')) {
        continue;
      }
      if (tls !== opened(other.protocol) || (!tls && other.protocol !== draft.protocol) || draft.protocol === 'tcp' || draft.protocol === 'udp') {
        throw new Error(`listener '${path}': port ${draft.port} is already used by ${other.protocol} listener '${other.name}', and a port has one protocol, so the proxy would drop one of them; use a different port`);
      }
      const both = draft.hosts.find((h) => other.hosts.includes(h));
      if (both) {
        throw new Error(`listener '${path}': host '${both}' on port ${draft.port} is already served by listener '${other.name}', so the proxy would use one and drop the other; remove the host from one of them`);
      }
    }
  }

  /** Allows requests from the gateway to the services of a route, to the ports that it routes to. */
  private lead(backends: readonly BackendModel[]): void {
    const { name, identity, home, uncertified } = this.gateway();
    for (const backend of backends.filter((b) => b.service.kind === 'kubernetes')) {
      const service = stateOf(backend);
      const known = this.led.get(service);
      if (known) {
        widen(known, backend.port);
        continue;
      }
      const ports = backend.port === undefined ? [] : [backend.port];
      this.led.set(service, ports);
      const arriving = uncertified ? undefined : identity;
      service.addCaller({ gateway: name, foreignGateway: home !== undefined ? true : undefined, identity: arriving, target: service, methods: [], paths: [], ports, hosts: [] });
    }
    this.changed();
  }
}

/** Adds a port to the ports of a call. An empty list means all ports; adding an unknown port empties the list. */
function widen(ports: number[], port: number | undefined): void {
  if (ports.length === 0 || (port !== undefined && ports.includes(port))) return;
  if (port === undefined) ports.length = 0;
  else ports.push(port);
}
