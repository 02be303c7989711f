import { routeProblems, reportProblems } from './_problems';
import { missingPicker } from '../../attachment/inference-pools';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const ofRoutes = reportProblems('MESH809', routeProblems)!;

export const inferencePoolPicker: Check = {
  code: 'MESH809',
  title: 'InferencePool whose endpoint picker does not exist',
  aliases: ['InvalidExtensionRef'],
  severity: Severity.ERROR,
  explanation: 'The pods of an InferencePool are picked by a Service in its namespace, `endpointPickerRef`. Without it requests get a 500, or go to any pod if `failureMode` is `FailOpen`. '
    + 'Istio reports it on the pool (`InvalidExtensionRef`); this finding also lists the affected routes.',
  run(world, report) {
    for (const pool of world.all('InferencePool')) {
      const picker = missingPicker(world, pool);
      if (picker) report(pool, { pointer: '/spec/endpointPickerRef', severity: picker.severity, message: `the endpoints are picked by ${picker.what}: requests get a 500, or go to any pod if failureMode is FailOpen`, fix: picker.fix });
    }
    ofRoutes(world, report);
  },
};
