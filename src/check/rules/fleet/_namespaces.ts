import { boundScope } from './bound-scope';
import { namespaceMeaning } from './namespace-meaning';
import { namespaceOwner } from './namespace-owner';
import { oneScope } from './one-scope';

export const namespaceChecks = [namespaceMeaning, namespaceOwner, oneScope, boundScope];
