import type { MeshConfig } from './mesh-config';
import type { MeshNetworks } from './mesh-networks';
import type { MeshProxyConfig } from './mesh-proxy-config';
import { meshConfig } from './render/mesh-config';
import { meshNetworks } from './render/mesh-networks';
import { meshProxyConfig } from './render/mesh-proxy-config';

/** Settings as the plain data that Istio reads. */
export class PlainJson {
  /** The mesh's settings, as they stand under `mesh` in istiod's ConfigMap. */
  public static meshConfig(config: MeshConfig): any {
    return meshConfig(config, '', '');
  }

  /** The mesh's networks, as they stand under `meshNetworks` in istiod's ConfigMap. */
  public static meshNetworks(networks: MeshNetworks): any {
    return meshNetworks(networks, '', '');
  }

  /** Settings of proxies, as they stand in `defaultConfig` and, written as text, in the annotation `proxy.istio.io/config`. */
  public static proxyConfig(config: MeshProxyConfig): any {
    return meshProxyConfig(config, '', '');
  }

  private constructor() {}
}
