import type { World } from '../../../world/world';

/** The value of an environment variable of istiod, as a Deployment of it here says; undefined where none does. */
export const istiodEnv = (world: World, name: string): string | undefined => world.all('Deployment').filter((d) => d.labels.app === 'istiod')
  .flatMap((d) => d.spec.template?.spec?.containers ?? []).flatMap((c) => c.env ?? []).find((e) => e.name === name)?.value;
