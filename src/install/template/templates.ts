import { gatewayTemplate } from './gateway';
import { grpcAgentTemplate, grpcSimpleTemplate } from './grpc';
import { agentgatewayTemplate, kubeGatewayTemplate, waypointTemplate } from './kube-gateway';
import { sidecarTemplate } from './sidecar';
import { Values } from '../values/kinds';

/** The templates by which istiod makes what it makes, by name: into pods that exist, and whole workloads for Gateways. */
export function injectionTemplates(values: Values): Record<string, string> {
  return {
    'sidecar': sidecarTemplate(values),
    'gateway': gatewayTemplate(values),
    'grpc-simple': grpcSimpleTemplate(values),
    'grpc-agent': grpcAgentTemplate(values),
    'waypoint': waypointTemplate(values),
    'kube-gateway': kubeGatewayTemplate(values),
    'agentgateway': agentgatewayTemplate(values, false),
    'agentgateway-waypoint': agentgatewayTemplate(values, true),
  };
}
