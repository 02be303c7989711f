import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { INJECTOR, injectorValues } from '../workload/_injector';

/** The configured CA addresses of the proxies. */
export interface CaAddress { readonly item: Item; readonly pointer: string; readonly address: string; readonly setting: string }

/** ConfigMaps of injectors with readable values. */
export const injectors = (world: World) => world.all('ConfigMap').filter((map) => map.name.startsWith(INJECTOR) && injectorValues(map) !== undefined);

/** Every certificate authority address that the files configure for proxies. */
export function caAddresses(world: World): CaAddress[] {
  const out: CaAddress[] = [];
  for (const map of injectors(world)) {
    const address = injectorValues(map)?.global?.caAddress;
    if (typeof address === 'string' && address !== '') out.push({ item: map, pointer: '/data/values', address, setting: 'global.caAddress' });
  }
  const ofMesh = world.mesh.config.defaultConfig?.proxyMetadata?.CA_ADDR;
  if (typeof ofMesh === 'string' && ofMesh !== '' && world.mesh.item) out.push({ item: world.mesh.item, pointer: '/data/mesh', address: ofMesh, setting: 'CA_ADDR of proxyMetadata' });
  for (const ztunnel of world.all('DaemonSet')) {
    ztunnel.spec.template?.spec?.containers?.forEach((container, i) => {
      if (!/\bztunnel\b/.test(container.image ?? '') && container.name !== 'istio-proxy') return;
      const j = container.env?.findIndex((e) => e.name === 'CA_ADDRESS' && e.value) ?? -1;
      if (j >= 0) out.push({ item: ztunnel, pointer: `/spec/template/spec/containers/${i}/env/${j}/value`, address: container.env![j].value!, setting: 'CA_ADDRESS' });
    });
  }
  return out;
}
