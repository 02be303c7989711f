import { type Injector, injectorOf } from './injector';
import { namespaceOf, valuesOf } from '../../install/chart-objects';
import type { IstiodProps } from '../../install/props/istiod';
import { ISTIOD } from '../../install/props/tables';
import { resolve } from '../../install/values/resolve';

/** The injector of an istiod with these props. */
export function injectorOfIstiod(props: IstiodProps): Injector {
  return injectorOf(resolve('istiod', valuesOf({ chart: 'istiod', mapping: ISTIOD }, props)), namespaceOf(props));
}
