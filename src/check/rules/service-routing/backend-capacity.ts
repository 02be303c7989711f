import { ofMeshes } from './_backends-facts';
import { nameOf } from './_facts';
import { set } from './_rules-facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

/** Zonal NEGs, by the path or the kind of the reference. */
const zonalGroup = (reference: unknown): boolean => /\/zones\/[^/]+\/networkEndpointGroups\//.test(text(reference, 'external') ?? '')
  || (text(reference, 'name') !== undefined && (text(reference, 'kind') ?? 'ComputeNetworkEndpointGroup') === 'ComputeNetworkEndpointGroup');
const OF_ENDPOINTS = ['maxRatePerEndpoint', 'maxConnectionsPerEndpoint'];
const OF_MACHINES = ['maxRatePerInstance', 'maxConnectionsPerInstance', 'maxUtilization'];
/** Protocols without requests. */
const CONNECTIONS: readonly string[] = ['TCP', 'SSL'];
const NEEDED: Readonly<Record<string, readonly string[]>> = { RATE: ['maxRate', 'maxRatePerEndpoint', 'maxRatePerInstance'], CONNECTION: ['maxConnections', 'maxConnectionsPerEndpoint', 'maxConnectionsPerInstance'] };

export const backendCapacity: Check = {
  code: 'MESH544',
  title: 'backend capacity that its group does not support',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`UTILIZATION` (the default mode) is measured on VMs. Endpoints of a network endpoint group are balanced by `RATE` (requests) or `CONNECTION` (TCP), with a maximum per group or endpoint; for VMs the maximum is per instance. `capacityScaler` is from 0 to 1. Google refuses a backend service that mixes them.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      for (const { pointer, value } of at(b.object, 'spec.backend[*]')) {
        const group = at(value, 'group.networkEndpointGroupRef')[0]?.value;
        const machines = at(value, 'group.instanceGroupRef').length > 0;
        const mode = text(value, 'balancingMode');
        const [scaler] = at(value, 'capacityScaler');
        if (typeof scaler?.value === 'number' && (scaler.value < 0 || scaler.value > 1)) {
          report(b, { pointer: `${pointer}${scaler.pointer}`, message: `capacityScaler must be from 0 to 1, got ${scaler.value}; Google refuses ${nameOf(b)}`, fix: 'set a share of the capacity: 1 for all of it, 0 to drain the backend' });
        }
        if (group !== undefined && zonalGroup(group) && (mode ?? 'UTILIZATION') === 'UTILIZATION') {
          report(b, { pointer: mode === undefined ? pointer : `${pointer}/balancingMode`, message: `a network endpoint group does not support UTILIZATION${mode === undefined ? ', which is the default mode' : ''}; Google refuses ${nameOf(b)}`, fix: 'set balancingMode: RATE with maxRatePerEndpoint, or CONNECTION with maxConnectionsPerEndpoint for TCP' });
        }
        if (mode === 'RATE' && CONNECTIONS.includes(text(b.object, 'spec.protocol') ?? '')) {
          report(b, { pointer: `${pointer}/balancingMode`, message: `RATE counts requests, which a backend service for ${text(b.object, 'spec.protocol')} does not have; Google refuses ${nameOf(b)}`, fix: 'set balancingMode: CONNECTION with maxConnectionsPerEndpoint' });
          continue;
        }
        const wrong = set(value, group !== undefined ? OF_MACHINES : machines ? OF_ENDPOINTS : []);
        if (wrong.length > 0) {
          report(b, { pointer: `${pointer}/${wrong[0]}`, message: `${wrong.join(', ')} can't be set for ${machines ? 'VMs' : 'a network endpoint group'}; Google refuses ${nameOf(b)}`, fix: `use ${machines ? 'maxRatePerInstance' : 'maxRatePerEndpoint'}` });
        } else if (mode && Object.hasOwn(NEEDED, mode) && ((group !== undefined && zonalGroup(group)) || machines) && set(value, NEEDED[mode]).length === 0) {
          report(b, { pointer: `${pointer}/balancingMode`, message: `${mode} has no maximum; Google refuses ${nameOf(b)}`, fix: `set one of ${NEEDED[mode].join(', ')}` });
        }
      }
    }
  },
};
