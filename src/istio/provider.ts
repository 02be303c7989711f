import { guarded } from '../guard/guard';
import { anyNonEmpty } from './render/check';

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
