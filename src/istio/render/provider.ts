import type { IExtensionProvider } from '../provider';
import { anyNonEmpty } from './check';
import type { At, Json } from './json';

/** The name of a provider, written as a reference. */
export function providerRef(item: IExtensionProvider | undefined, at: At, field: string): Json | undefined {
  if (item === undefined || item === null) {
    return undefined;
  }
  return { name: anyNonEmpty(item.providerName ?? '', at, field) };
}

/** The name of a provider. */
export function nameOfProvider(item: IExtensionProvider | undefined, at: At, field: string): string | undefined {
  return item === undefined || item === null ? undefined : anyNonEmpty(item.providerName ?? '', at, field);
}
