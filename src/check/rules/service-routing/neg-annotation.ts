import { nameOf } from './_facts';
import { mapping, NEG } from './_neg';
import { portError } from './_values';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const POINTER = '/metadata/annotations/cloud.google.com~1neg';
const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const KNOWN = ['ingress', 'exposed_ports'];
const EXAMPLE = 'use {"exposed_ports":{"80":{"name":"cart"}}}, or {"ingress":true}';

export const negAnnotation: Check = {
  code: 'MESH731',
  title: 'invalid network endpoint group annotation',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'GKE creates network endpoint groups for a Service from the annotation `cloud.google.com/neg`: JSON, with `exposed_ports` (ports of the Service, each optionally with the name of its group) or `ingress: true` for GKE load balancers. '
    + 'If it can\'t be parsed or refers to an unknown port, no group is created: backend services that use it have no endpoints.',
  run(world, report) {
    for (const service of world.all('Service')) {
      const text = service.annotations[NEG];
      if (text === undefined) continue;
      const reportAnnotation = (message: string, fix: string, severity = Severity.ERROR) => report(service, { pointer: POINTER, message, fix, severity });
      const nothing = `GKE creates no endpoint group for ${nameOf(service)}, and backend services that use it have no endpoints`;
      const said = mapping(text);
      if (typeof said === 'string') {
        reportAnnotation(`the annotation ${NEG} ${said}: ${nothing}`, EXAMPLE);
        continue;
      }
      const other = Object.keys(said).find((key) => !KNOWN.includes(key));
      if (other !== undefined) reportAnnotation(`the annotation ${NEG} has '${other}', which GKE doesn't know: it has no effect`, EXAMPLE, Severity.WARNING);
      if (said.ingress !== undefined && typeof said.ingress !== 'boolean') reportAnnotation(`'ingress' of the annotation ${NEG} must be true or false, got ${JSON.stringify(said.ingress)}: ${nothing}`, EXAMPLE);
      if (said.exposed_ports === undefined) continue;
      if (typeof said.exposed_ports !== 'object' || said.exposed_ports === null || Array.isArray(said.exposed_ports)) {
        reportAnnotation(`'exposed_ports' of the annotation ${NEG} must be an object keyed by port: ${nothing}`, EXAMPLE);
        continue;
      }
      const served = service.spec.ports?.map((p) => String(p.port));
      for (const [port, value] of Object.entries(said.exposed_ports as Record<string, unknown>)) {
        const name = at(value, 'name')[0]?.value;
        if (portError(port)) reportAnnotation(`'${port}' in the annotation ${NEG} ${portError(port)}: ${nothing}`, 'use the number of a port of the Service');
        else if (served && !served.includes(port)) reportAnnotation(`Service ${nameOf(service)} has no port ${port}, which the annotation ${NEG} refers to (it has ${served.join(', ')}): GKE creates no endpoint group for it`, 'use the port of the Service (port, not targetPort)');
        if (typeof value !== 'object' || value === null || Array.isArray(value)) reportAnnotation(`port ${port} in the annotation ${NEG} must have an object: ${nothing}`, EXAMPLE);
        else if (name !== undefined && (typeof name !== 'string' || !NAME.test(name))) reportAnnotation(`'${String(name)}' in the annotation ${NEG} is not a valid group name: ${nothing}`, 'use at most 63 lower-case letters, digits and hyphens, beginning with a letter');
        else if (name !== undefined && said.ingress === true) reportAnnotation(`a group used by GKE load balancers can't have a name, got '${String(name)}': ${nothing}`, 'remove ingress, or the name');
      }
    }
  },
};
