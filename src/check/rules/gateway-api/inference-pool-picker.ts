import { routeProblems, said } from './_problems';
import { missingPicker } from '../../attachment/inference-pools';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const ofRoutes = said('MESH809', routeProblems)!;

export const inferencePoolPicker: Check = {
  code: 'MESH809',
  title: 'InferencePool whose endpoint picker does not exist',
  aliases: ['InvalidExtensionRef'],
  severity: Severity.ERROR,
  explanation: 'The pods of an InferencePool are picked by a Service of its namespace, `endpointPickerRef`. Without it requests get 500, or go to any pod where `failureMode` is `FailOpen`. '
    + 'Istio reports it at the pool (`InvalidExtensionRef`); here the routes that lead there are named too.',
  run(world, report) {
    for (const pool of world.all('InferencePool')) {
      const picker = missingPicker(world, pool);
      if (picker) report(pool, { pointer: '/spec/endpointPickerRef', severity: picker.severity, message: `the endpoints are picked by ${picker.what}: requests get 500, or go to any pod where failureMode is FailOpen`, fix: picker.fix });
    }
    ofRoutes(world, report);
  },
};
