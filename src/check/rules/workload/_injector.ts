import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

/** The values of an injector's installation that the checks read. */
interface InjectorValues {
  readonly sidecarInjectorWebhook?: { readonly enableNamespacesByDefault?: unknown };
  readonly global?: { readonly hub?: unknown; readonly tag?: unknown; readonly caAddress?: unknown; readonly proxy?: { readonly image?: unknown } };
}
export const INJECTOR = 'istio-sidecar-injector';
export const injectorName = (revision: string): string => (revision === '' || revision === 'default' ? INJECTOR : `${INJECTOR}-${revision}`);

/** The ConfigMap of a revision's injector, in any namespace. */
export const injectionMap = (world: World, revision: string): ItemOf<'ConfigMap'> | undefined => world.once('injectors', () => {
  const maps = new Map<string, ItemOf<'ConfigMap'>>();
  for (const map of world.all('ConfigMap')) if (map.name.startsWith(INJECTOR) && !maps.has(map.name)) maps.set(map.name, map);
  return maps;
}).get(injectorName(revision));

export function injectorValues(map: ItemOf<'ConfigMap'>): InjectorValues | undefined {
  const text = map.spec.data?.values;
  if (typeof text !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The proxy image that an injector adds. */
export function proxyImage(map: ItemOf<'ConfigMap'>): string {
  const global = injectorValues(map)?.global;
  const text = (v: unknown) => (typeof v === 'string' || typeof v === 'number' ? String(v) : '');
  const image = text(global?.proxy?.image);
  return image.includes('/') ? image : `${text(global?.hub)}/${image}:${text(global?.tag)}`;
}
