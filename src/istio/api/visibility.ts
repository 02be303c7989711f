import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { dnsLabel } from '../write/check';

/** Which namespaces can see an object: a member of `exportTo`. */
export class ExportTo extends Value {
  /** Every namespace. */
  public static everywhere(): ExportTo {
    return new ExportTo('*');
  }

  /** The namespace of the object only. */
  public static sameNamespace(): ExportTo {
    return new ExportTo('.');
  }

  /** No namespace. */
  public static nowhere(): ExportTo {
    return new ExportTo('~');
  }

  /** A namespace, by its name. */
  public static namespace(name: string): ExportTo {
    return new ExportTo(dnsLabel(name, 'ExportTo.namespace', 'name')!);
  }

  private constructor(private readonly scope: string) {
    super();
  }

  /** @internal */
  public _render(): string {
    return this.scope;
  }
}
guarded(ExportTo, 'istio.ExportTo');
