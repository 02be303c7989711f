import { MESH, RUN, escaped } from './_cloud-run-facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const runServiceMesh: Check = {
  code: 'MESH982',
  title: 'mesh annotation on a RunService',
  aliases: ['G-CR2'],
  severity: Severity.ERROR,
  explanation: 'Config Connector\'s RunService can\'t refer to a mesh: it has no such field, and its API refuses annotations of `run.googleapis.com`. Use the Knative form of the service (`CloudRunClient`), applied with `gcloud run services replace`, or a RunWorkerPool, which has the field.',
  runFleet(worlds, report) {
    for (const item of worlds.flatMap((w) => w.ofKind(RUN, 'RunService'))) {
      const found = [...at(item.object, 'spec.template.serviceMesh'), ...at(item.object, 'spec.annotations'), ...at(item.object, 'spec.template.annotations')]
        .find(({ pointer, value }) => pointer.endsWith('/serviceMesh') || (value as Record<string, unknown>)[MESH] !== undefined)
        ?? (item.annotations[MESH] === undefined ? undefined : { pointer: `/metadata/annotations/${escaped(MESH)}` });
      if (found) {
        report(item, {
          pointer: found.pointer,
          message: `Config Connector can't make RunService ${item.name} a client of a mesh: its calls bypass the mesh`,
          fix: 'use CloudRunClient, which writes the Knative form for gcloud run services replace; or a RunWorkerPool with serviceMesh',
        });
      }
    }
  },
};
