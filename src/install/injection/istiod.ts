import { type Injector, injectorOf } from './injector';
import type { IstiodProps } from '../props/istiod';
import { ISTIOD } from '../props/tables';
import { namespaceOf, valuesOf } from '../rendering';
import { resolve } from '../values/resolve';

/** What an istiod makes of pods, when it is installed with these props. */
export function injectorOfIstiod(props: IstiodProps): Injector {
  return injectorOf(resolve('istiod', valuesOf({ chart: 'istiod', mapping: ISTIOD }, props)), namespaceOf(props));
}
