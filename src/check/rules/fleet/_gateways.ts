import { backendKind } from './backend-kind';
import { unsupportedFeature } from './unsupported-feature';

export const gatewayChecks = [backendKind, unsupportedFeature];
