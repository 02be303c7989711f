import { agentgatewayTemplate } from './agentgateway';
import { gatewayTemplate } from './gateway';
import { grpcAgentTemplate, grpcSimpleTemplate } from './grpc';
import { kubeGatewayTemplate } from './kube-gateway';
import { printTemplate } from './print';
import { sidecarTemplate } from './sidecar';
import { TemplateTree } from './tree';
import { waypointTemplate } from './waypoint';
import { Values } from '../values/kinds';

/** The templates for existing pods, by name: istiod gets their text, and at synth the trees themselves are evaluated. */
export function podTemplates(values: Values): Record<string, TemplateTree> {
  return {
    'sidecar': sidecarTemplate(values),
    'gateway': gatewayTemplate(values),
    'grpc-simple': grpcSimpleTemplate(values),
    'grpc-agent': grpcAgentTemplate(values),
  };
}

/** All templates of istiod, by name: for injection into existing pods, and for whole workloads of Gateways. */
export function injectionTemplates(values: Values): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(podTemplates(values)).map(([name, template]) => [name, printTemplate(template)])),
    'waypoint': waypointTemplate(values),
    'kube-gateway': kubeGatewayTemplate(values),
    'agentgateway': agentgatewayTemplate(values, false),
    'agentgateway-waypoint': agentgatewayTemplate(values, true),
  };
}
