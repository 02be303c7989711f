import type { PodSpec } from '../../../world/shapes/core';

export const auto = (spec: PodSpec | undefined): number => spec?.containers?.findIndex((c) => c.name === 'istio-proxy' && c.image === 'auto') ?? -1;
