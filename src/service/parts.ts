import type { IConstruct } from 'constructs';
import { Checks } from '../check';
import type { BackendModel } from '../model/route';

/**
 * Weights are parts of the whole here, as the API says: those that don't sum to 100 are no mistake of whoever wrote them.
 *
 * @internal
 */
export function acceptParts(scope: IConstruct, backends: readonly BackendModel[]): void {
  if (backends.length > 1 && backends.reduce((sum, b) => sum + (b.weight ?? 0), 0) !== 100) {
    Checks.of(scope).acknowledge({ code: 'MESH222', reason: 'weights are parts of their sum' });
  }
}
