import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { portModels, declaredProtocol, ServicePort } from './port';
import type { PortModel } from '../model/service';
import { at, podPath, workloadsOf } from '../workload/pods';

/** Declarations about an existing Kubernetes Service that its own fields do not contain. */
export interface AdoptedServiceOptions {
  /**
   * Ports whose protocol is neither in their name nor in appProtocol, or whose container port is only known by name. The protocol is written to
   * the Service as its appProtocol.
   *
   * @default - derived from the Service and the known pods
   */
  readonly ports?: ServicePort[];
}

/** The ports of an adopted Service. */
export interface AdoptedPorts {
  readonly models: readonly PortModel[];
  /** Ports that can't be resolved, for errors at synth. */
  unresolved(port: PortModel): string | undefined;
}

/** @throws when a port has no protocol or a different one than declared, or a declared port is missing in the Service */
export function adoptedPorts(service: ApiObject, options: AdoptedServiceOptions): AdoptedPorts {
  const { path } = service.node;
  const json = service.toJson();
  const given: readonly any[] = json.spec?.ports ?? [];
  const declared = options.ports ?? [];
  const stray = declared.find((d) => !given.some((p) => fits(d, p)));
  if (stray) {
    throw new Error(`'${path}' has no port ${stray.port} (it has ${given.map((p) => p.port).join(', ') || 'none'}); declare the ports that it has`);
  }
  const choose = given.map((p, i) => {
    const own = declared.find((d) => fits(d, p));
    const ownProtocol = declaredProtocol(p);
    if (own && ownProtocol && own._protocol !== ownProtocol) {
      throw new Error(`port ${p.port} of '${path}' has protocol ${ownProtocol} by its name or appProtocol, but is declared as ${own._protocol}; declare ServicePort.${ownProtocol}, or change its name or appProtocol`);
    }
    const protocol = own?._protocol ?? ownProtocol;
    if (!protocol) {
      throw new Error(`port ${p.port} of '${path}'${p.name ? `, named '${p.name}',` : ''} does not state its protocol; declare it, such as { ports: [ServicePort.http(${p.port})] }, name it by its protocol ('http', 'grpc-api', 'tcp' …) or give it an appProtocol`);
    }
    if (!ownProtocol) {
      service.addJsonPatch(JsonPatch.add(`/spec/ports/${i}/appProtocol`, protocol));
    }
    return { port: ServicePort._of(protocol, p.port, p.name), target: own?._targetPort ?? p.targetPort, name: p.name };
  });
  const selector: { readonly [name: string]: string } | undefined = json.spec?.selector;
  const namespace = json.metadata?.namespace ?? Chart.of(service).namespace;
  const models = portModels(`'${path}'`, choose.map((c) => c.port)).map((model, i): PortModel => {
    const { target } = choose[i];
    return typeof target !== 'string' ? { ...model, targetPort: target } : {
      ...model,
      // the pods may change until synth
      get targetPort() { return podPort(service, namespace, selector, target) ?? target; },
    };
  });
  return {
    models,
    unresolved: (port) => (typeof port.targetPort !== 'string' ? undefined
      : `port ${port.port} of '${path}' refers to container port '${port.targetPort}', but no pods in this app define one port of that name; declare its number: { ports: [ServicePort.${port.protocol}(${port.port}, { targetPort: … })] }`),
  };
}

function fits(declared: ServicePort, p: { readonly port: number; readonly protocol?: string }): boolean {
  return declared.port === p.port && (declared._protocol === 'udp') === (p.protocol === 'UDP');
}

/** The number of a named container port, if all known pods that a Service selects agree on it. */
function podPort(service: ApiObject, namespace: string | undefined, selector: { readonly [name: string]: string } | undefined, name: string): number | undefined {
  if (!selector || Object.keys(selector).length === 0) return undefined;
  const numbers = new Set<number>();
  for (const workload of workloadsOf(service.node.root)) {
    if ((workload.metadata.namespace ?? Chart.of(workload).namespace) !== namespace) continue;
    const object = workload.toJson();
    const path = podPath(object);
    const pod = path && at(object, path);
    if (!pod || !Object.entries(selector).every(([label, value]) => pod.metadata?.labels?.[label] === value)) continue;
    for (const container of [...pod.spec.containers, ...pod.spec.initContainers ?? []]) {
      for (const p of container.ports ?? []) if (p.name === name) numbers.add(p.containerPort);
    }
  }
  return numbers.size === 1 ? [...numbers][0] : undefined;
}
