import type { MeshConfig } from './mesh-config';
import { meshConfig } from './mesh-config-json';
import meshNetworks, { type MeshNetworks } from './mesh-networks';
import type { MeshProxyConfig } from './mesh-proxy-config';
import { meshProxyConfig } from './mesh-proxy-config-json';
import { guarded } from '../../guard/guard';

/** Settings as plain JSON, as Istio reads them. */
export class PlainJson {
  /** The mesh configuration, as under `mesh` in istiod's ConfigMap. */
  public static meshConfig(config: MeshConfig): any {
    return meshConfig(config, '', '');
  }

  /** The networks of the mesh, as under `meshNetworks` in istiod's ConfigMap. */
  public static meshNetworks(networks: MeshNetworks): any {
    return meshNetworks(networks, '', '');
  }

  /** Proxy settings, as in `defaultConfig` and, serialized, in the annotation `proxy.istio.io/config`. */
  public static proxyConfig(config: MeshProxyConfig): any {
    return meshProxyConfig(config, '', '');
  }

  private constructor() {}
}
guarded(PlainJson, 'istio.PlainJson');
