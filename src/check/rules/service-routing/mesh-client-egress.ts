import { MESH, RUN, escaped } from './_cloud-run-facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const EGRESS = ['run.googleapis.com/network-interfaces', 'run.googleapis.com/vpc-access-connector'];

const revision = (item: Item): Record<string, unknown> => (at(item.object, 'spec.template.metadata.annotations')[0]?.value ?? {}) as Record<string, unknown>;

export const meshClientEgress: Check = {
  code: 'MESH981',
  title: 'Cloud Run mesh client without VPC access',
  aliases: ['G-CR1'],
  severity: Severity.ERROR,
  explanation: 'A Cloud Run service reaches the endpoints of a mesh through its VPC network: with direct VPC egress, or with a connector. Without either Cloud Run refuses the revision.',
  runFleet(worlds, report) {
    for (const item of worlds.flatMap((w) => w.ofKind('serving.knative.dev', 'Service'))) {
      const annotations = revision(item);
      if (annotations[MESH] !== undefined && !EGRESS.some((e) => annotations[e] !== undefined)) {
        report(item, {
          pointer: `/spec/template/metadata/annotations/${escaped(MESH)}`,
          message: `service ${item.name} is a client of ${String(annotations[MESH])}, but has no VPC access; Cloud Run refuses it`,
          fix: `annotate it for direct egress (${EGRESS[0]}, with network and subnetwork), or with a connector (${EGRESS[1]})`,
        });
      }
    }
    for (const item of worlds.flatMap((w) => w.ofKind(RUN, 'RunWorkerPool'))) {
      if (at(item.object, 'spec.template.serviceMesh').length > 0 && at(item.object, 'spec.template.vpcAccess').length === 0) {
        report(item, { pointer: '/spec/template/serviceMesh', message: `worker pool ${item.name} is a client of a mesh, but has no VPC access; Cloud Run refuses it`, fix: 'add vpcAccess, with networkInterfaces or a connector' });
      }
    }
  },
};
