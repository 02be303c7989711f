import type { World } from '../../../world/world';
import type { Problem } from '../../attachment/model';
import { simulate } from '../../attachment/simulate';
import type { Check } from '../../engine/check';

export { policyProblems } from '../../attachment/policies';
export { routeProblems } from '../../attachment/routes';
/** The problems of Gateways, their listeners and their addresses. */
export const gatewayProblems = (world: World): readonly Problem[] => simulate(world).problems;

/** Reports the simulation's problems with a code. */
export const reportProblems = (code: string, of: (world: World) => readonly Problem[]): Check['run'] => (world, report) => {
  for (const p of of(world)) if (p.code === code) report(p.item, p.found);
};
