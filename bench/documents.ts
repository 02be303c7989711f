/* The shape of the module that sample.ts writes. */

/** Objects of the mesh itself. */
export declare function common(): any[];
/** Objects of one group. */
export declare function ofGroup(group: string): any[];
