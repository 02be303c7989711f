import { guarded } from '../../guard/guard';
import { dnsLabel, dnsName } from '../write/check';
import { type At, path } from '../write/json';

/** A gateway that routes can be bound to: a `Gateway`, or a `GatewayRef` to one that this app does not define. */
export interface IGatewayRef {
  /** Returns the gateway's name, with its namespace if known: `namespace/name`. */
  toGatewayName(): string;
}

/** A gateway by its name. */
export class GatewayRef implements IGatewayRef {
  /** All sidecars of the mesh: the reserved name `mesh`. */
  public static mesh(): GatewayRef {
    return new GatewayRef('mesh');
  }

  /** A gateway by its name; the namespace defaults to that of the object that uses it. */
  public static named(name: string, namespace?: string): GatewayRef {
    const slash = name.indexOf('/');
    if (slash >= 0 && namespace === undefined) {
      return GatewayRef.named(name.slice(slash + 1), name.slice(0, slash));
    }
    dnsName(name, 'GatewayRef.named', 'name');
    return new GatewayRef(namespace === undefined ? name : `${dnsLabel(namespace, 'GatewayRef.named', 'namespace')}/${name}`);
  }

  /** A gateway of this app; passing the gateway itself has the same effect. */
  public static of(gateway: IGatewayRef): GatewayRef {
    return new GatewayRef(gateway.toGatewayName());
  }

  private constructor(private readonly text: string) {}

  /** Returns the gateway's name, with its namespace if known: `namespace/name`. */
  public toGatewayName(): string {
    return this.text;
  }
}
guarded(GatewayRef, 'istio.GatewayRef');

/** The name of a gateway, from any of its forms. */
function gatewayName(item: IGatewayRef | undefined, at: At, field: string): string | undefined {
  if (item === undefined || item === null) {
    return undefined;
  }
  if (typeof item.toGatewayName !== 'function') {
    throw new Error(`${path(at, field)} must be a Gateway or a GatewayRef, got: ${JSON.stringify(item)}`);
  }
  return item.toGatewayName();
}

export default gatewayName;
