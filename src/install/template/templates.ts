import { Values } from '../values/kinds';

/** The injection templates of a control plane, by name. */
export function injectionTemplates(_values: Values): Record<string, string> {
  return Object.fromEntries(['sidecar', 'gateway', 'grpc-simple', 'grpc-agent', 'waypoint', 'kube-gateway', 'agentgateway', 'agentgateway-waypoint'].map((n) => [n, '']));
}
