import type { MtlsMode } from './mesh';
import type { BackendModel } from './route';
import type { PortModel, ServiceModel } from './service';

/** Settings that a service leaves to its namespace and its mesh. */

/** The mutual TLS of a service, or of one of its ports. */
export function mtlsOf(s: ServiceModel, port?: PortModel): MtlsMode {
  return (port && s.portMtls.get(port.port)) ?? s.mtls ?? s.namespaceModel?.mtls ?? s.namespaceModel?.mesh.mtls ?? s.mesh.mtls;
}

/** Whether a service takes only declared calls. */
export function denies(s: ServiceModel): boolean {
  return s.closed ?? s.namespaceModel?.denyByDefault ?? false;
}

/** Where requests and connections to a service go without a rule. */
export function defaultBackends(s: ServiceModel): readonly BackendModel[] {
  return s.split.length > 0 ? s.split : [{ service: s }];
}
