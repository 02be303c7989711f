import { guarded } from '../../guard/guard';
import { anyNonEmpty } from '../write/check';
import type { At, Json } from '../write/json';

/** An extension provider of the mesh: an `ExtensionProvider` of this app's mesh config, or a `Provider` by its name. */
export interface IExtensionProvider {
  /** The name of the provider in the mesh config. */
  readonly providerName: string;
}

/** An extension provider by its name. */
export class Provider implements IExtensionProvider {
  /** The provider of this name in the mesh config. */
  public static named(name: string): Provider {
    return new Provider(anyNonEmpty(name, 'Provider.named', 'name')!);
  }

  private constructor(
    /** The name of the provider in the mesh config. */
    public readonly providerName: string,
  ) {}
}
guarded(Provider, 'istio.Provider');

/** The name of a provider, written as a reference. */
function providerRef(item: IExtensionProvider | undefined, at: At, field: string): Json | undefined {
  if (item === undefined || item === null) {
    return undefined;
  }
  return { name: anyNonEmpty(item.providerName ?? '', at, field) };
}

/** The name of a provider. */
function nameOfProvider(item: IExtensionProvider | undefined, at: At, field: string): string | undefined {
  return item === undefined || item === null ? undefined : anyNonEmpty(item.providerName ?? '', at, field);
}

export default { providerRef, nameOfProvider };
