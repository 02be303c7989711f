import type { World } from '../../../world/world';

/** The value of an environment variable of istiod, from its Deployment here; undefined if there is none. */
export const istiodEnv = (world: World, name: string): string | undefined => world.all('Deployment').filter((d) => d.labels.app === 'istiod')
  .flatMap((d) => d.spec.template?.spec?.containers ?? []).flatMap((c) => c.env ?? []).find((e) => e.name === name)?.value;
