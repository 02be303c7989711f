import type { MeshNetwork, MeshNetworks } from '../mesh-networks';
import { list, map, struct, value } from './json';

export const meshNetwork = struct<MeshNetwork>((p, at) => ({
  endpoints: list(p.endpoints, at, 'endpoints', value),
  gateways: list(p.gateways, at, 'gateways', value),
}));

export const meshNetworks = struct<MeshNetworks>((p, at) => ({
  networks: map(p.networks, at, 'networks', meshNetwork),
}));
