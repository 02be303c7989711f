import type { Pod } from '../../../world/pods';
import { pointer } from '../../engine/check';

/** JSON pointer to the labels or the annotations of a pod or its template. */
export const podMetadata = (pod: Pod, of: 'labels' | 'annotations'): string => `${pod.pointer.slice(0, -'/spec'.length)}/metadata/${of}`;

/** JSON pointer to a label or an annotation of a pod or its template. */
export const podPlace = (pod: Pod, of: 'labels' | 'annotations', key: string): string => `${podMetadata(pod, of)}${pointer(key)}`;
