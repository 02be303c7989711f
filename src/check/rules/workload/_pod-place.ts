import type { Pod } from '../../../world/pods';
import { pointer } from '../../engine/check';

/** JSON pointer to a label or an annotation of a pod or its template. */
export const podPlace = (pod: Pod, of: 'labels' | 'annotations', key: string): string => `${pod.pointer.slice(0, -'/spec'.length)}${pointer('metadata', of, key)}`;
