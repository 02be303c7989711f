import { agentgatewayTemplate } from './agentgateway';
import { gatewayTemplate } from './gateway';
import { grpcAgentTemplate, grpcSimpleTemplate } from './grpc';
import { kubeGatewayTemplate } from './kube-gateway';
import { printTemplate } from './print';
import { sidecarTemplate } from './sidecar';
import { TemplateTree } from './tree';
import { waypointTemplate } from './waypoint';
import { Values } from '../values/kinds';

/** The templates for pods that exist, by name: istiod is given their text, and at synth time the trees themselves are evaluated. */
export function podTemplates(values: Values): Record<string, TemplateTree> {
  return {
    'sidecar': sidecarTemplate(values),
    'gateway': gatewayTemplate(values),
    'grpc-simple': grpcSimpleTemplate(values),
    'grpc-agent': grpcAgentTemplate(values),
  };
}

/** The templates by which istiod makes what it makes, by name: into pods that exist, and whole workloads for Gateways. */
export function injectionTemplates(values: Values): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(podTemplates(values)).map(([name, template]) => [name, printTemplate(template)])),
    'waypoint': waypointTemplate(values),
    'kube-gateway': kubeGatewayTemplate(values),
    'agentgateway': agentgatewayTemplate(values, false),
    'agentgateway-waypoint': agentgatewayTemplate(values, true),
  };
}
