import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { splitName } from '../traffic/_destinations';

type Server = NonNullable<ItemOf<'Gateway'>['spec']['servers']>[number];

/** A server of a Gateway, and the Secret that its proxies read. */
export interface ServerSecret {
  readonly gateway: ItemOf<'Gateway'>;
  readonly server: Server;
  readonly index: number;
  readonly secret: ItemOf<'Secret'>;
}

/** The servers with a Secret in the checked objects that holds data; not those that a controller fills. */
export function* serverSecrets(world: World): Iterable<ServerSecret> {
  for (const gateway of world.all('Gateway')) {
    const namespace = world.pods(gateway.spec.selector)[0]?.namespace;
    if (namespace === undefined) continue;
    for (const [index, server] of (gateway.spec.servers ?? []).entries()) {
      const name = server.tls?.credentialName;
      const ref = name ? splitName(name, namespace) : undefined;
      const secret = ref && world.find('Secret', ref.namespace, ref.name);
      if (!secret || world.made.by('Secret', secret.namespace, secret.name) || (!secret.spec.data && !secret.spec.stringData)) continue;
      yield { gateway, server, index, secret };
    }
  }
}
