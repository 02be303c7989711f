import { isIP } from 'net';
import { addAt, all, at, between, each, fields, form, isUnset, listOf, missing, objectOf, oneOf, required, type Rule, strictForm } from './rules';
import { amount, cidr, hostError, keyError, numberOrPercent, port, portNameError, portOrName, protocol, segmentError, selector } from './texts';
import { dns1123LabelError, dns1123SubdomainError, qualifiedNameError } from '../../../grammar/formats';
import { cidrError } from '../../../grammar/ip';
import { textOf } from '../../../grammar/json';
import { show } from '../../../validation/problem';
import type { Report } from '../report';

const MAX_SIZE = 1024 * 1024;

function dataKeys(map: any, field: string, report: Report): void {
  for (const key of Object.keys(objectOf(map))) at(report, field, () => at(report, key, () => strictForm(keyError)(key, report)));
}

/** Problems that the API server's validation reports for a ConfigMap. */
export const configMap: Rule = (object, report) => {
  const { data, binaryData } = objectOf(object);
  dataKeys(data, 'data', report);
  dataKeys(binaryData, 'binaryData', report);
  for (const key of Object.keys(objectOf(data))) if (Object.hasOwn(objectOf(binaryData), key)) addAt(report, ['data', key], 'MESH017', `key '${key}' is also in 'binaryData'`, 'keep one of them');
  const size = [...Object.values(objectOf(data)), ...Object.values(objectOf(binaryData)).map((v) => textOf(v).slice(0, Math.ceil(textOf(v).length * 0.75)))].reduce((sum: number, v) => sum + Buffer.byteLength(textOf(v ?? '')), 0);
  if (size > MAX_SIZE) report.add('MESH016', `the data has ${size} bytes, at most ${MAX_SIZE} allowed`, 'split it into several objects');
};

const NEEDED: Record<string, readonly (readonly string[])[]> = {
  'kubernetes.io/tls': [['tls.crt'], ['tls.key']],
  'kubernetes.io/dockercfg': [['.dockercfg']],
  'kubernetes.io/dockerconfigjson': [['.dockerconfigjson']],
  'kubernetes.io/basic-auth': [['username', 'password']],
  'kubernetes.io/ssh-auth': [['ssh-privatekey']],
};

/** Problems that the API server's validation reports for a Secret. */
export const secret: Rule = (object, report) => {
  const { data, stringData, type, metadata } = objectOf(object);
  dataKeys(data, 'data', report);
  dataKeys(stringData, 'stringData', report);
  const set = { ...objectOf(data), ...objectOf(stringData) };
  for (const keys of (typeof type === 'string' && Object.hasOwn(NEEDED, type) ? NEEDED[type] : [])) {
    if (!keys.some((key) => Object.hasOwn(set, key) && (type !== 'kubernetes.io/ssh-auth' || set[key]))) addAt(report, ['data'], 'MESH013', `'${keys.join("' or '")}' is missing, but type ${type} requires it`, `set '${keys[0]}', or remove the type`);
  }
  const json = ['.dockercfg', '.dockerconfigjson'].find((key) => /^kubernetes\.io\/docker/.test(type) && Object.hasOwn(set, key) && type.endsWith(key.slice(1)));
  if (json && !isJsonObject(Object.hasOwn(objectOf(stringData), json) ? String(stringData[json]) : Buffer.from(String(set[json]), 'base64').toString())) addAt(report, [Object.hasOwn(objectOf(stringData), json) ? 'stringData' : 'data', json], 'MESH015', `'${json}' is not a JSON object`, 'use the content of a docker config.json');
  if (type === 'kubernetes.io/service-account-token' && isUnset(objectOf(objectOf(metadata).annotations)['kubernetes.io/service-account.name'])) {
    addAt(report, ['metadata', 'annotations'], 'MESH013', "'kubernetes.io/service-account.name' is missing, but type kubernetes.io/service-account-token requires it", 'set the service account');
  }
  const size = Object.values(objectOf(data)).reduce((sum: number, v) => sum + Math.floor(textOf(v ?? '').length * 0.75) - 2, 0);
  if (size > MAX_SIZE) addAt(report, ['data'], 'MESH016', `the data has ${size} bytes, at most ${MAX_SIZE} allowed`, 'split it into several objects');
};

function isJsonObject(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return value === null || (typeof value === 'object' && !Array.isArray(value));
  } catch {
    return false;
  }
}

const policyPort: Rule = (value, report) => {
  const { port: number, endPort } = objectOf(value);
  const isSet = number !== undefined && number !== null;
  fields({ protocol: (v, r) => (v === '' ? required() : protocol)(v, r), port: (v, r) => isSet && portOrName(v, r) })(value, report);
  if (endPort === undefined || endPort === null) return;
  if (typeof number !== 'number') addAt(report, ['endPort'], 'MESH018', "'endPort' needs a number as 'port'", "remove 'endPort', or use a port number");
  else if (endPort < number || endPort > 65535) addAt(report, ['endPort'], 'MESH016', `must be from port ${number} to 65535, got ${endPort}`, 'raise endPort');
};

const peer: Rule = (value, report) => {
  const { podSelector, namespaceSelector, ipBlock } = objectOf(value);
  if (!podSelector && !namespaceSelector && !ipBlock) report.add('MESH018', "one of 'podSelector', 'namespaceSelector' and 'ipBlock' is needed", "set one of them; 'podSelector: {}' means every pod of the namespace");
  if (ipBlock && (podSelector || namespaceSelector)) report.add('MESH018', "'ipBlock' can't be combined with 'podSelector' or 'namespaceSelector'", 'split it into two peers');
  fields({ podSelector: selector, namespaceSelector: selector, ipBlock: (v, r) => v && block(v, r) })(value, report);
};

const block: Rule = (value, report) => {
  fields({ cidr: required(cidr), except: each(strictForm((text) => cidrError(text))) })(value, report);
  const { cidr: whole, except } = objectOf(value);
  if (typeof whole !== 'string' || cidrError(whole)) return;
  listOf(except).forEach((part, i) => {
    if (typeof part === 'string' && !cidrError(part) && !isInside(part, whole)) addAt(report, ['except', i], 'MESH016', `${show(part)} must be within ${show(whole)}`, 'use a smaller range within cidr');
  });
};

function isInside(part: string, whole: string): boolean {
  const [[a, n], [b, m]] = [part, whole].map((text) => text.split('/'));
  if (isIP(a) !== isIP(b) || Number(n) <= Number(m)) return false;
  return bitsOf(a).slice(0, Number(m)) === bitsOf(b).slice(0, Number(m));
}

function bitsOf(ip: string): string {
  if (isIP(ip) === 4) return ip.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('');
  const [head, tail] = ip.split('::').map((half) => (half ? half.split(':') : []));
  const groups = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

/** Problems that the API server's validation reports for a NetworkPolicy. */
export const networkPolicy: Rule = fields({
  spec: fields({
    podSelector: selector,
    ingress: each(fields({ ports: each(policyPort), from: each(peer) })),
    egress: each(fields({ ports: each(policyPort), to: each(peer) })),
    policyTypes: all(each(required(oneOf('Ingress', 'Egress'))), (value, report) => { if (listOf(value).length > 2) report.add('MESH016', 'policyTypes may contain at most two values', 'keep Ingress and Egress'); }),
  }),
});

const reference = fields({ kind: required(form(segmentError)), name: required(form(segmentError)), apiGroup: strictForm(dns1123SubdomainError) });

const backend: Rule = (value, report) => {
  const { service, resource } = objectOf(value);
  if (service && resource) {report.add('MESH018', "'service' and 'resource' are mutually exclusive", 'keep one of them');} else if (!service && !resource) {report.add('MESH018', "one of 'service' and 'resource' is needed", "set 'service'");} else if (resource) {at(report, 'resource', () => reference(resource, report));} else {
    at(report, 'service', () => {
      fields({ name: required(form(dns1123LabelError)) })(service, report);
      const { name, number } = objectOf(objectOf(service).port);
      if (!isUnset(name) && !isUnset(number)) addAt(report, ['port'], 'MESH018', "'name' and 'number' of a port are mutually exclusive", 'keep one of them');
      else if (!isUnset(name)) at(report, 'port', () => at(report, 'name', () => form(portNameError)(name, report)));
      else if (isUnset(number)) missing(report, 'port', report.path, ": 'name' or 'number' is required");
      else at(report, 'port', () => at(report, 'number', () => port(number, report)));
    });
  }
};

const ingressPath: Rule = (value, report) => {
  const { path, pathType } = objectOf(value);
  if (isUnset(pathType)) return missing(report, 'pathType');
  fields({ pathType: oneOf('Exact', 'Prefix', 'ImplementationSpecific'), backend })(value, report);
  if (pathType === 'ImplementationSpecific' && isUnset(path)) return;
  const text = typeof path === 'string' ? path : '';
  const bad = !text.startsWith('/') ? "must start with '/'"
    : pathType !== 'ImplementationSpecific' && /\/\/|\/\.\.?\/|%2f|\/\.\.?$/i.test(text) ? "must not contain '//', '/./', '/../' or '%2F'" : undefined;
  if (bad) addAt(report, ['path'], 'MESH015', `'${text}' is not a valid path: it ${bad}`, `use a valid path: it ${bad}`);
};

/** Problems that the API server's validation reports for an Ingress. */
export const ingress: Rule = (object, report) => {
  const spec = objectOf(objectOf(object).spec);
  at(report, 'spec', () => {
    if (!listOf(spec.rules).length && !spec.defaultBackend) report.add('MESH018', "one of 'defaultBackend' and 'rules' is needed", "set 'rules'");
    fields({
      defaultBackend: (v, r) => v && backend(v, r),
      rules: each(fields({
        host: form((text) => (isIP(text) ? 'must be a DNS name, not an IP address' : hostError(text))),
        http: (v, r) => v && fields({ paths: required(each(ingressPath)) })(v, r),
      })),
      tls: each(fields({ hosts: each(strictForm(hostError)), secretName: form(dns1123SubdomainError) })),
      ingressClassName: strictForm(dns1123SubdomainError),
    })(spec, report);
  });
  const annotated = objectOf(objectOf(object.metadata).annotations)['kubernetes.io/ingress.class'];
  if (annotated !== undefined && typeof spec.ingressClassName === 'string' && spec.ingressClassName !== annotated) addAt(report, ['spec', 'ingressClassName'], 'MESH018', `the annotation kubernetes.io/ingress.class is ${show(annotated)}, but ingressClassName is ${show(spec.ingressClassName)}`, 'remove the annotation');
};

/** Problems that the API server's validation reports for an IngressClass. */
export const ingressClass: Rule = fields({
  spec: fields({
    controller: form((text) => (text.length > 250 || !/^[^/]+\/.+$/.test(text) || dns1123SubdomainError(text.split('/')[0]) ? 'must be a path with a domain, like example.com/controller' : undefined)),
    parameters: (v, r) => v && reference(v, r),
  }),
});

const target: Rule = fields({
  type: required(oneOf('Utilization', 'Value', 'AverageValue')),
  averageUtilization: between(1),
  value: positive,
  averageValue: positive,
});
function positive(value: any, report: Report): void {
  if (value !== undefined && value !== null && (amount(value) ?? 1) <= 0) report.add('MESH016', `must be more than 0, got ${show(value)}`, 'use a quantity above 0');
}

const scaled = fields({
  kind: required(form(segmentError)),
  name: required(form(segmentError)),
  apiVersion: (value, report) => { if (typeof value === 'string' && value.split('/').length > 2) report.add('MESH015', `${show(value)} is not an apiVersion`, 'use GROUP/VERSION'); },
});
/** The scale target must have a named group: the controller looks nowhere else. */
const scaleTarget: Rule = all(scaled, (value, report) => {
  const { apiVersion } = objectOf(value);
  if (isUnset(apiVersion)) missing(report, 'apiVersion');
  else if (!/^[^/]+\//.test(String(apiVersion))) addAt(report, ['apiVersion'], 'MESH015', `${show(apiVersion)} has no API group`, 'use GROUP/VERSION, like apps/v1');
});
const identifier = fields({ name: required(form(segmentError)), selector });
const METRICS: Record<string, readonly [field: string, rule: Rule, needs: readonly string[], exclusive: boolean]> = {
  Resource: ['resource', fields({ name: required(), target }), ['averageUtilization', 'averageValue'], true],
  ContainerResource: ['containerResource', fields({ name: required(), container: required(form(dns1123LabelError)), target }), ['averageUtilization', 'averageValue'], true],
  Pods: ['pods', fields({ metric: identifier, target }), ['averageValue'], false],
  Object: ['object', fields({ describedObject: scaled, metric: identifier, target }), ['value', 'averageValue'], false],
  External: ['external', fields({ metric: identifier, target }), ['value', 'averageValue'], true],
};

const metric: Rule = (value, report) => {
  const { type } = objectOf(value);
  fields({ type: required(oneOf(...Object.keys(METRICS))) })(value, report);
  for (const [name, [field, rule, needs, exclusive]] of Object.entries(METRICS)) {
    const source = objectOf(value)[field];
    if (name !== type) {
      if (source) addAt(report, [field], 'MESH018', `'${field}' is not allowed with type ${type}`, `remove '${field}', or set 'type: ${name}'`);
      continue;
    }
    if (!source) {
      missing(report, field);
      continue;
    }
    at(report, field, () => {
      rule(source, report);
      const goal = objectOf(objectOf(source).target);
      const set = needs.filter((one) => goal[one] !== undefined && goal[one] !== null);
      if (!set.length) addAt(report, ['target'], 'MESH013', `'${needs.join("' or '")}' is missing`, `set '${needs[0]}'`);
      if (exclusive && set.length > 1) addAt(report, ['target'], 'MESH018', `'${set.join("' and '")}' are mutually exclusive`, 'keep one of them');
    });
  }
};

const scaling: Rule = (value, report) => {
  scalingRules(value, report);
  const { policies } = objectOf(value);
  if (Array.isArray(policies) && !policies.length) missing(report, 'policies');
};
const scalingRules: Rule = fields({
  stabilizationWindowSeconds: between(0, 3600),
  selectPolicy: (v, r) => (v === '' ? required() : oneOf('Max', 'Min', 'Disabled'))(v, r),
  policies: each(fields({ type: required(oneOf('Pods', 'Percent')), value: required(between(1)), periodSeconds: required(between(1, 1800)) })),
});

/** Problems that the API server's validation reports for a HorizontalPodAutoscaler, of either version. */
export const autoscaler: Rule = fields({
  spec: (value, report) => {
    const spec = objectOf(value);
    const { minReplicas, maxReplicas, metrics } = spec;
    fields({
      scaleTargetRef: scaleTarget,
      maxReplicas: required(between(1)),
      minReplicas: between(0),
      targetCPUUtilizationPercentage: between(1),
      metrics: each(metric),
      behavior: fields({ scaleUp: scaling, scaleDown: scaling }),
    })(spec, report);
    if (typeof maxReplicas === 'number' && maxReplicas < (minReplicas ?? 1) && maxReplicas > 0) addAt(report, ['maxReplicas'], 'MESH016', `must be at least minReplicas ${minReplicas}, got ${maxReplicas}`, `raise maxReplicas to ${minReplicas} or more`);
    if (minReplicas === 0 && !listOf(metrics).some((m) => /^(?:Object|External)$/.test(objectOf(m).type))) addAt(report, ['minReplicas'], 'MESH016', 'may be 0 only with a metric of type Object or External', 'use at least 1');
  },
});

/** Problems that the API server's validation reports for a PodDisruptionBudget. */
export const disruptionBudget: Rule = fields({
  spec: (value, report) => {
    const { minAvailable, maxUnavailable } = objectOf(value);
    const isSet = (v: any) => v !== undefined && v !== null;
    if (isSet(minAvailable) && isSet(maxUnavailable)) report.add('MESH018', "'minAvailable' and 'maxUnavailable' are mutually exclusive", 'keep one of them');
    fields({ minAvailable: numberOrPercent(100), maxUnavailable: numberOrPercent(100), selector, unhealthyPodEvictionPolicy: (v, r) => (v === '' ? required() : oneOf('IfHealthyBudget', 'AlwaysAllow'))(v, r) })(value, report);
  },
});

/** Beyond labels of taints and finalizers, there are no more rules for these. */
export const serviceAccount: Rule = () => undefined;
export const namespace: Rule = fields({ spec: fields({ finalizers: each(strictForm(qualifiedNameError)) }) });
