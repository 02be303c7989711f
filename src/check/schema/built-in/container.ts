import { dns1123LabelError, dns1123SubdomainError, qualifiedNameError } from '../../../grammar/formats';
import { show } from '../../../validation/problem';
import type { Report } from '../report';
import { addAt, all, at, between, differ, each, exactlyOne, fields, forbidden, form, isUnset, listOf, missing, objectOf, oneOf, required, type Rule, strictForm } from './rules';
import { securityContext } from './security';
import { amount, envNameError, headerNameError, keyError, noBackstepsError, port, portNameError, portOrName, protocol, relativePathError } from './texts';

/** Facts of a pod that its containers depend on. */
export interface PodFacts {
  /** Volumes by name, as far as valid. */
  readonly volumes: ReadonlyMap<string, any>;
  readonly claims: ReadonlySet<string>;
  readonly spec: any;
}

const ENV_FIELDS = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];
const VOLUME_FIELDS = ['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.uid'];

const fieldRef = (known: readonly string[]): Rule => (value, report) => {
  const { apiVersion, fieldPath } = objectOf(value);
  if (isUnset(fieldPath)) return missing(report, 'fieldPath');
  if (typeof fieldPath !== 'string') return;
  const [, key] = /^metadata\.(?:labels|annotations)\['([^']*)'\]$/.exec(fieldPath) ?? [];
  const path = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath; // its old name
  at(report, 'fieldPath', () => {
    if (!isUnset(apiVersion) && apiVersion !== 'v1') report.add('MESH014', `apiVersion of a fieldRef must be v1, got ${show(apiVersion)}`, 'remove apiVersion');
    else if (key !== undefined) strictForm(qualifiedNameError)(fieldPath.includes('annotations') ? key.toLowerCase() : key, report);
    else oneOf(...known)(path, report);
  });
};

const resourceFieldRef = (inVolume: boolean): Rule => (value, report) => {
  const { containerName, resource } = objectOf(value);
  if (inVolume && isUnset(containerName)) return missing(report, 'containerName');
  if (isUnset(resource)) return missing(report, 'resource');
  if (!/^(?:limits|requests)\.hugepages-/.test(String(resource))) at(report, 'resource', () => oneOf(...['limits', 'requests'].flatMap((w) => ['cpu', 'memory', 'ephemeral-storage'].map((r) => `${w}.${r}`)))(resource, report));
  const divisor = amount(objectOf(value).divisor ?? 0);
  if (divisor && typeof resource === 'string') {
    const isCpu = resource.endsWith('.cpu');
    const fits = isCpu ? divisor === 0.001 || divisor === 1 : [0, 3, 6, 9, 12, 15, 18].some((n) => divisor === 10 ** n) || [1, 2, 3, 4, 5, 6].some((n) => divisor === 1024 ** n);
    if (!fits) addAt(report, ['divisor'], 'MESH014', `${show(objectOf(value).divisor)} is not a divisor of ${resource}`, isCpu ? 'use 1 or 1m' : 'use 1, 1k, 1M, 1G, 1Ki, 1Mi or 1Gi');
  }
};

const keyRef: Rule = (v, r) => v && fields({ name: required(form(dns1123SubdomainError)), key: required(form(keyError)) })(v, r);

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const variable: Rule = all(fields({
  name: required(form(envNameError)),
  valueFrom: all(exactlyOne(...SOURCES), fields({
    fieldRef: (v, r) => v && fieldRef(ENV_FIELDS)(v, r),
    resourceFieldRef: (v, r) => v && resourceFieldRef(false)(v, r),
    configMapKeyRef: keyRef,
    secretKeyRef: keyRef,
  })),
}), (value, report) => {
  if (!isUnset(objectOf(value).value) && value.valueFrom) addAt(report, ['valueFrom'], 'MESH018', "'value' and 'valueFrom' are mutually exclusive", 'keep one of them');
});

const variables: Rule = all(fields({ prefix: form(envNameError), configMapRef: (v, r) => v && nameOf(v, r), secretRef: (v, r) => v && nameOf(v, r) }), exactlyOne('configMapRef', 'secretRef'));
const nameOf: Rule = fields({ name: required(form(dns1123SubdomainError)) });

const httpGet: Rule = fields({ scheme: oneOf('HTTP', 'HTTPS'), port: strictPort, httpHeaders: each(fields({ name: required(form(headerNameError)) })) });

function strictPort(value: any, report: Report): void {
  if (isUnset(value)) return missing(report, 'port', report.path.slice(0, -1));
  portOrName(value, report);
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];
/** The action of a probe or a hook. */
const handler = (names: readonly string[], grace?: any): Rule => all(exactlyOne(...names), fields({
  exec: (v, r) => v && fields({ command: required() })(v, r),
  httpGet: (v, r) => v && httpGet(v, r),
  tcpSocket: (v, r) => v && fields({ port: strictPort })(v, r),
  grpc: (v, r) => v && fields({ port: required(port) })(v, r),
  sleep: (v, r) => v && fields({ seconds: between(0, typeof grace === 'number' ? Math.max(grace, 0) : 30) })(v, r),
}));

const probe = (kind: 'liveness' | 'readiness' | 'startup'): Rule => (value, report) => {
  if (value === undefined || value === null) return;
  handler(HANDLERS.slice(0, 4))(value, report);
  const natural = between(0);
  fields({
    initialDelaySeconds: natural,
    timeoutSeconds: natural,
    periodSeconds: natural,
    failureThreshold: natural,
    successThreshold: natural,
    terminationGracePeriodSeconds: between(1),
  })(value, report);
  const { successThreshold, terminationGracePeriodSeconds } = objectOf(value);
  if (kind !== 'readiness' && successThreshold > 1) addAt(report, ['successThreshold'], 'MESH016', `must be 1 for a ${kind} probe, got ${successThreshold}`, "remove 'successThreshold'");
  if (kind === 'readiness' && typeof terminationGracePeriodSeconds === 'number') addAt(report, ['terminationGracePeriodSeconds'], 'MESH018', "'terminationGracePeriodSeconds' is not allowed for a readiness probe", 'remove it');
};
export const PROBES = { livenessProbe: probe('liveness'), readinessProbe: probe('readiness'), startupProbe: probe('startup') };

/** Hooks of a container, whose sleep must fit into the pod's grace period. */
export const lifecycle = (spec: any): Rule => fields(Object.fromEntries(['postStart', 'preStop'].map((hook) => [
  hook, (v: any, r: Report) => v && handler(['exec', 'httpGet', 'tcpSocket', 'sleep'], spec.terminationGracePeriodSeconds)(v, r),
])));

const STANDARD = /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;
const isOvercommitted = (name: string): boolean => !name.includes('/') ? !name.startsWith('hugepages-') : /(?:^|\.)kubernetes\.io\//.test(name);

/** Requests and limits of a container. */
const resources = (facts: PodFacts): Rule => (value, report) => {
  const { limits, requests, claims } = objectOf(value);
  for (const [field, map] of [['limits', limits], ['requests', requests]] as const) {
    for (const [name, quantity] of Object.entries(objectOf(map))) {
      const error = qualifiedNameError(name) ?? (!name.includes('/') && !STANDARD.test(name) ? 'must be cpu, memory, ephemeral-storage, hugepages-SIZE, or a name with a domain, like example.com/gpu' : undefined)
        ?? (name.includes('/') && /^requests\./.test(name) ? "must not start with 'requests.'" : undefined);
      if (error) addAt(report, [field, name], 'MESH015', `'${name}' is not a resource of a container: it ${error}`, 'use a resource that exists');
      const n = amount(quantity);
      if (n !== undefined && n < 0) addAt(report, [field, name], 'MESH016', `${name} must be at least 0, got ${show(quantity)}`, 'use a quantity of 0 or more');
      if (n !== undefined && name.includes('/') && !Number.isInteger(n)) addAt(report, [field, name], 'MESH016', `${name} must be a whole number, got ${show(quantity)}`, 'use a whole number');
    }
  }
  for (const [name, quantity] of Object.entries(objectOf(requests))) {
    const limit = objectOf(limits)[name];
    const [asked, most] = [amount(quantity), amount(limit)];
    if (asked === undefined) continue;
    if (limit === undefined) {
      if (!isOvercommitted(name)) addAt(report, ['limits'], 'MESH013', `'${name}' is missing: it is requested and can't be overcommitted`, `set the limit of '${name}' to ${show(quantity)}`);
    } else if (most !== undefined && (isOvercommitted(name) ? asked > most : asked !== most)) {
      addAt(report, ['requests', name], 'MESH016', `the request of ${name} must ${isOvercommitted(name) ? 'not exceed' : 'equal'} its limit ${show(limit)}, got ${show(quantity)}`, 'lower the request, or raise the limit');
    }
  }
  const set = [...Object.keys(objectOf(limits)), ...Object.keys(objectOf(requests))];
  if (set.some((name) => name.startsWith('hugepages-')) && !set.some((name) => name === 'cpu' || name === 'memory')) report.add('MESH018', 'hugepages also need cpu or memory', "also request 'cpu' or 'memory'");
  listOf(claims).forEach((claim, i) => {
    const { name } = objectOf(claim);
    if (!isUnset(name) && !facts.claims.has(name)) addAt(report, ['claims', i, 'name'], 'MESH023', `the pod has no resource claim '${name}'`, "add it to the pod's 'resourceClaims', or correct the name");
  });
};

const mounts = (facts: PodFacts, container: any): Rule => (value, report) => {
  const devices = listOf(objectOf(container).volumeDevices).map(objectOf);
  const paths = new Set<string>();
  listOf(value).forEach((item, i) => at(report, i, () => {
    const mount = objectOf(item);
    if (isUnset(mount.name)) missing(report, 'name');
    else if (typeof mount.name === 'string' && !facts.volumes.has(mount.name)) addAt(report, ['name'], 'MESH023', `the pod has no volume '${mount.name}'`, facts.volumes.size ? `use one of ${[...facts.volumes.keys()].join(', ')}, or add the volume` : "add it to the pod's 'volumes'");
    if (isUnset(mount.mountPath)) missing(report, 'mountPath');
    if (paths.has(mount.mountPath)) addAt(report, ['mountPath'], 'MESH017', `${mount.mountPath} is also the path of another mount of the container`, 'mount it at a different path');
    paths.add(mount.mountPath);
    if (devices.some((d) => d.name === mount.name || d.devicePath === mount.mountPath)) addAt(report, ['name'], 'MESH018', 'a volume is either mounted or used as a device, and their paths must differ', "keep it in only one of 'volumeMounts' and 'volumeDevices'");
    fields({
      subPath: form(relativePathError),
      subPathExpr: form(relativePathError),
      mountPropagation: oneOf('None', 'HostToContainer', 'Bidirectional'),
      recursiveReadOnly: oneOf('Disabled', 'IfPossible', 'Enabled'),
    })(mount, report);
    if (!isUnset(mount.subPath) && !isUnset(mount.subPathExpr)) addAt(report, ['subPathExpr'], 'MESH018', "'subPath' and 'subPathExpr' are mutually exclusive", 'keep one of them');
    if (mount.mountPropagation === '') addAt(report, ['mountPropagation'], 'MESH014', 'must be one of None, HostToContainer, Bidirectional, but is empty', "remove 'mountPropagation'");
    if (mount.mountPropagation === 'Bidirectional' && objectOf(container.securityContext).privileged !== true) addAt(report, ['mountPropagation'], 'MESH018', 'Bidirectional is for privileged containers only', 'use HostToContainer, or make the container privileged');
    if (/^(?:Enabled|IfPossible)$/.test(mount.recursiveReadOnly) && (mount.readOnly !== true || !/^(?:None)?$/.test(mount.mountPropagation ?? ''))) addAt(report, ['recursiveReadOnly'], 'MESH018', "'recursiveReadOnly' needs 'readOnly: true', and no mount propagation", "set 'readOnly: true'");
  }));
};

const devices = (facts: PodFacts): Rule => all(each((item, report) => {
  const { name } = objectOf(item);
  fields({ name: required(), devicePath: required(form(noBackstepsError)) })(item, report);
  const volume = facts.volumes.get(name);
  if (!isUnset(name) && !(volume && (volume.persistentVolumeClaim || volume.ephemeral))) addAt(report, ['name'], 'MESH023', `the pod has no volume '${name}' of a persistentVolumeClaim`, 'use a volume of a persistentVolumeClaim');
}), differ('name', ({ name }) => (isUnset(name) ? undefined : String(name))), differ('devicePath', ({ devicePath }) => (isUnset(devicePath) ? undefined : String(devicePath))));

const resizePolicy = (facts: PodFacts): Rule => all(differ('resourceName', ({ resourceName }) => String(resourceName)), each((item, report) => {
  fields({ resourceName: required(oneOf('cpu', 'memory')), restartPolicy: required(oneOf('NotRequired', 'RestartContainer')) })(item, report);
  if (facts.spec.restartPolicy === 'Never' && objectOf(item).restartPolicy === 'RestartContainer') addAt(report, ['restartPolicy'], 'MESH018', 'must be NotRequired in a pod whose restartPolicy is Never', 'use NotRequired');
}));

/** Rules for containers of every type. */
export const container = (facts: PodFacts): Rule => (value, report) => fields({
  name: required(form(dns1123LabelError)),
  image: required(),
  imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  terminationMessagePolicy: oneOf('File', 'FallbackToLogsOnError'),
  ports: all(each(fields({ name: form(portNameError), containerPort: required(port), hostPort: between(0, 65535), protocol })), differ('name', ({ name }) => (isUnset(name) ? undefined : String(name)))),
  env: each(variable),
  envFrom: each(variables),
  volumeMounts: mounts(facts, objectOf(value)),
  volumeDevices: devices(facts),
  resources: resources(facts),
  resizePolicy: resizePolicy(facts),
  securityContext,
})(value, report);

/** An entry of a downward API volume. */
export const downwardFile: Rule = all((value, report) => {
  const { fieldRef: field, resourceFieldRef: resource } = objectOf(value);
  if (field) at(report, 'fieldRef', () => fieldRef(VOLUME_FIELDS)(field, report));
  if (resource && !field) at(report, 'resourceFieldRef', () => resourceFieldRef(true)(resource, report));
}, exactlyOne('fieldRef', 'resourceFieldRef'));

/** Restart policies of single containers, and their exit-code rules. */
export const restarts = (value: any, report: Report): void => {
  const { restartPolicy, restartPolicyRules } = objectOf(value);
  at(report, 'restartPolicy', () => (restartPolicy === '' ? required() : oneOf('Always', 'Never', 'OnFailure'))(restartPolicy, report));
  if (isUnset(restartPolicy) && listOf(restartPolicyRules).length) missing(report, 'restartPolicy');
  at(report, 'restartPolicyRules', () => each(fields({ action: required(oneOf('Restart', 'RestartAllContainers')), exitCodes: required(fields({ operator: required(oneOf('In', 'NotIn')) })) }))(restartPolicyRules, report));
};

/** Host ports, which containers that run side by side can't share. */
export function hostPorts(containers: readonly any[], report: Report): void {
  const seen = new Set<string>();
  containers.forEach((c, i) => listOf(objectOf(c).ports).map(objectOf).forEach((p, k) => {
    if (isUnset(p.hostPort)) return;
    const id = `${p.protocol || 'TCP'} ${p.hostIP ?? ''} ${p.hostPort}`;
    if (seen.has(id)) addAt(report, [i, 'ports', k, 'hostPort'], 'MESH017', `hostPort ${p.hostPort} is used twice in the pod`, 'use a different hostPort, or none');
    seen.add(id);
  }));
}

export { forbidden };
