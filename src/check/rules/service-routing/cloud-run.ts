import { externalMesh } from './external-mesh';
import { gcpBackend } from './gcp-backend';
import { meshClientEgress } from './mesh-client-egress';
import { runServiceMesh } from './run-service-mesh';
import type { Check } from '../../engine/check';

export const cloudRunChecks: readonly Check[] = [meshClientEgress, runServiceMesh, externalMesh, gcpBackend];
