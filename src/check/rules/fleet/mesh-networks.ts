import { readYaml } from '../../../grammar/yaml';
import type { ItemOf } from '../../../world/item';
import { read } from '../../../world/shape';
import { meshNetworks as shape } from '../../../world/shapes/istio';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const BUILT_IN = ['Mock', 'Kubernetes', 'External'];

export const meshNetworks: Check = {
  code: 'MESH902',
  title: 'network with an unknown registry',
  aliases: ['IST0126'],
  severity: Severity.ERROR,
  explanation: '`fromRegistry` refers to a cluster without a remote secret: endpoints of that cluster are assigned to no network, and traffic to them goes direct instead of through the gateway.',
  run(world, report) {
    const map = world.all('ConfigMap').find((c) => typeof c.spec.data?.meshNetworks === 'string' && (c.name === 'istio' || c.name.startsWith('istio-')));
    let networks = world.mesh.networks;
    if (!networks && map) {
      try {
        networks = read(shape, readYaml(map.spec.data!.meshNetworks as string));
      } catch {
        return;
      }
    }
    if (!networks) return;
    const known = new Set(BUILT_IN);
    for (const s of world.all('Secret') as readonly ItemOf<'Secret'>[]) {
      if (s.labels['istio/multiCluster'] !== 'true') continue;
      for (const key of [...Object.keys(s.spec.data ?? {}), ...Object.keys(s.spec.stringData ?? {})]) known.add(key);
    }
    // the change belongs in the file or ConfigMap that contains the networks
    const item = world.mesh.networks ? world.meshNetworksItem : map!;
    if (!item) return;
    for (const [name, network] of Object.entries(networks.networks ?? {})) {
      network.endpoints?.forEach((e, i) => {
        if (e.fromRegistry === undefined || known.has(e.fromRegistry)) return;
        report(item, {
          pointer: world.mesh.networks ? `/networks/${name}/endpoints/${i}/fromRegistry` : '/data/meshNetworks',
          severity: world.options.complete ? Severity.ERROR : Severity.INFO,
          message: `network ${name} contains the endpoints of registry ${e.fromRegistry}, but no remote secret${world.options.complete ? '' : ' in the checked objects'} has that cluster: the endpoints get no network, and traffic to them bypasses the gateway`,
          fix: 'use the cluster name of its remote secret (istio/multiCluster: "true"), or add the secret',
        });
      });
    }
  },
};
