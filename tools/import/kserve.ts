import { crd, integer, list, meta, object, oneOf, string } from './declared';

/**
 * KServe's kinds, as far as they name services. No module publishes these CRDs. What a component runs is left open:
 * it holds a whole pod, and fields for every model server.
 *
 * @see https://kserve.github.io/website/docs/reference/crd-api
 */
const GROUP = 'serving.kserve.io';
const open = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };

const step = {
  ...object({ name: string, serviceName: string, serviceUrl: string, nodeName: string, data: string, weight: { type: 'integer', format: 'int64' }, condition: string, dependency: oneOf('Soft', 'Hard') }),
};
const node = object({ routerType: oneOf('Sequence', 'Splitter', 'Ensemble', 'Switch'), steps: list(step) }, ['routerType']);

export const kserve = [
  crd(GROUP, 'InferenceService', [
    { name: 'v1beta1', storage: true, schema: object({ ...meta, spec: object({ predictor: open, transformer: open, explainer: open }, ['predictor']), status: open }) },
  ]),
  crd(GROUP, 'InferenceGraph', [{
    name: 'v1alpha1',
    storage: true,
    schema: object({
      ...meta,
      spec: { ...object({ nodes: { type: 'object', additionalProperties: node } }, ['nodes']), 'x-kubernetes-preserve-unknown-fields': true },
      status: open,
    }),
  }]),
  crd(GROUP, 'TrainedModel', [{
    name: 'v1alpha1',
    storage: true,
    schema: object({
      ...meta,
      spec: object({
        inferenceService: string,
        model: object({ framework: string, storageUri: string, memory: { 'anyOf': [integer, string], 'x-kubernetes-int-or-string': true } }, ['framework', 'storageUri', 'memory']),
      }, ['inferenceService', 'model']),
      status: open,
    }),
  }]),
];
