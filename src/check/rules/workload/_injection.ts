import { injectionMap, injectorValues } from './_injector';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';

export const REV = 'istio.io/rev';

export const MODE = 'istio.io/dataplane-mode';

export const INJECTION = 'istio-injection';

/** Whether the injector handles namespaces without a label. As in istioctl, the last injector wins. */
export function* namespaces(world: World): Iterable<{ ns: ItemOf<'Namespace'>; byDefault: boolean }> {
  let byDefault = false;
  for (const ns of world.all('Namespace')) {
    if (ns.name === 'istio-system') continue;
    if (ns.labels[MODE] !== 'ambient') {
      const map = injectionMap(world, ns.labels[REV] ?? '');
      if (map) byDefault = injectorValues(map)?.sidecarInjectorWebhook?.enableNamespacesByDefault === true;
    }
    yield { ns, byDefault };
  }
}

export const requestsInjection = (ns: ItemOf<'Namespace'>): boolean => !!ns.labels[INJECTION] || ns.labels[REV] !== undefined;
