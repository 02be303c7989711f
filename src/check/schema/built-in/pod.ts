import { dns1123LabelError, dns1123SubdomainError, qualifiedNameError } from '../../../grammar/formats';
import { checkMetadata } from '../metadata';
import type { Report } from '../report';
import { container, hostPorts, lifecycle, type PodFacts, PROBES, restarts } from './container';
import { addAt, all, at, between, differ, each, fields, forbidden, form, isUnset, listOf, missing, objectOf, oneOf, required, type Rule, strictForm } from './rules';
import { podSecurityContext } from './security';
import { ipError, labels, nodeTerm, searchError, selector } from './texts';
import { volumes } from './volumes';

const toleration: Rule = all(fields({
  key: form(qualifiedNameError, 'MESH020'), operator: oneOf('Exists', 'Equal', 'Lt', 'Gt'), effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
}), (value, report) => {
  const { key, operator, value: text, effect, tolerationSeconds } = objectOf(value);
  if (isUnset(key) && operator !== 'Exists') addAt(report, [], 'MESH018', "a toleration without 'key' needs operator Exists", "set 'key', or set 'operator: Exists'");
  if (operator === 'Exists' && !isUnset(text)) addAt(report, ['value'], 'MESH018', "'value' is not allowed with operator Exists", "remove 'value'");
  if (isUnset(operator) || operator === 'Equal') at(report, 'value', () => labels({ value: text ?? '' }, report));
  if (typeof tolerationSeconds === 'number' && effect !== 'NoExecute') addAt(report, ['tolerationSeconds'], 'MESH018', "'tolerationSeconds' needs effect NoExecute", "set 'effect: NoExecute', or remove 'tolerationSeconds'");
});

const affinityTerm: Rule = fields({ labelSelector: selector, namespaceSelector: selector, namespaces: each(strictForm(dns1123LabelError)), topologyKey: required(form(qualifiedNameError, 'MESH020')) });
const podAffinity: Rule = fields({
  requiredDuringSchedulingIgnoredDuringExecution: each(affinityTerm),
  preferredDuringSchedulingIgnoredDuringExecution: each(fields({ weight: required(between(1, 100)), podAffinityTerm: affinityTerm })),
});
const affinity: Rule = fields({
  nodeAffinity: fields({
    requiredDuringSchedulingIgnoredDuringExecution: (v, r) => v && fields({ nodeSelectorTerms: required(each(nodeTerm(true))) })(v, r),
    preferredDuringSchedulingIgnoredDuringExecution: each(fields({ weight: required(between(1, 100)), preference: nodeTerm(false) })),
  }),
  podAffinity,
  podAntiAffinity: podAffinity,
});

const spread: Rule = all(each(all(fields({
  maxSkew: required(between(1)),
  topologyKey: required(),
  whenUnsatisfiable: required(oneOf('DoNotSchedule', 'ScheduleAnyway')),
  labelSelector: selector,
  minDomains: between(1),
  nodeAffinityPolicy: oneOf('Honor', 'Ignore'),
  nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
  matchLabelKeys: each(strictForm(qualifiedNameError, 'MESH020')),
}), (value, report) => {
  const { minDomains, whenUnsatisfiable, matchLabelKeys, labelSelector } = objectOf(value);
  if (typeof minDomains === 'number' && whenUnsatisfiable !== 'DoNotSchedule') addAt(report, ['minDomains'], 'MESH018', "'minDomains' needs whenUnsatisfiable DoNotSchedule", "remove 'minDomains'");
  if (listOf(matchLabelKeys).length && !labelSelector) addAt(report, ['matchLabelKeys'], 'MESH018', "'matchLabelKeys' needs a labelSelector", "set 'labelSelector'");
})), differ('pair of topologyKey and whenUnsatisfiable', (c) => `${c.topologyKey}, ${c.whenUnsatisfiable}`));

function dns(spec: any, report: Report): void {
  const { dnsConfig, dnsPolicy } = spec;
  const config = objectOf(dnsConfig);
  if (dnsPolicy === 'None' && !listOf(config.nameservers).length) missing(report, dnsConfig ? 'nameservers' : 'dnsConfig', dnsConfig ? [...report.path, 'dnsConfig'] : report.path, ', which dnsPolicy None needs');
  at(report, 'dnsConfig', () => {
    fields({ nameservers: each(strictForm(ipError)), searches: each(strictForm(searchError)), options: each(fields({ name: required() })) })(dnsConfig, report);
    if (listOf(config.nameservers).length > 3) addAt(report, ['nameservers'], 'MESH016', 'may contain at most 3 addresses', 'keep 3 of them');
    if (listOf(config.searches).length > 32) addAt(report, ['searches'], 'MESH016', 'may contain at most 32 domains', 'keep 32 of them');
  });
}

function containers(spec: any, facts: PodFacts, isPod: boolean, report: Report): void {
  const names = new Set<string>();
  const unique = (list: any) => listOf(list).forEach((c, i) => {
    const { name } = objectOf(c);
    if (isUnset(name)) return;
    if (names.has(name)) addAt(report, [i, 'name'], 'MESH017', `the pod has two containers '${name}'`, 'use a different name for each container');
    names.add(name);
  });
  const blanks = (c: any) => { if (isPod && typeof c.image === 'string' && c.image.trim() !== c.image) addAt(report, ['image'], 'MESH015', 'image must not begin or end with white space', 'remove the white space'); };
  if (!listOf(spec.containers).length) missing(report, 'containers');
  at(report, 'containers', () => {
    each(all(container(facts), fields({ ...PROBES, lifecycle: lifecycle(spec) }), restarts, (c) => blanks(objectOf(c))))(spec.containers, report);
    unique(spec.containers);
    hostPorts(listOf(spec.containers), report);
    listOf(spec.containers).forEach((c, i) => listOf(objectOf(c).ports).map(objectOf).forEach((p, k) => {
      if (spec.hostNetwork === true && !isUnset(p.hostPort) && p.hostPort !== p.containerPort) addAt(report, [i, 'ports', k, 'hostPort'], 'MESH018', `hostPort must be containerPort ${p.containerPort} when hostNetwork is true`, "remove 'hostPort'");
    }));
  });
  at(report, 'initContainers', () => {
    each((c, r) => {
      container(facts)(c, r);
      restarts(c, r);
      blanks(objectOf(c));
      if (objectOf(c).restartPolicy === 'Always') fields({ ...PROBES, lifecycle: lifecycle(spec) })(c, r);
      else forbidden(c, ['lifecycle', ...Object.keys(PROBES)], r, "in an init container without 'restartPolicy: Always'");
    })(spec.initContainers, report);
    unique(spec.initContainers);
    listOf(spec.initContainers).forEach((c, i) => at(report, i, () => hostPorts([c], report)));
  });
}

/** Problems that the API server's validation reports for the spec of a pod; `isPod` distinguishes a pod from a template. */
export const podSpec = (isPod: boolean): Rule => (value, report) => {
  const spec = objectOf(value);
  let byName = new Map<string, any>();
  at(report, 'volumes', () => { byName = volumes(spec.volumes, report); });
  const facts: PodFacts = { volumes: byName, claims: new Set(listOf(spec.resourceClaims).map((c) => objectOf(c).name)), spec };
  containers(spec, facts, isPod, report);
  if (listOf(spec.ephemeralContainers).length && isPod) addAt(report, ['ephemeralContainers'], 'MESH018', "'ephemeralContainers' can only be added to running pods", 'remove them');
  dns(spec, report);
  fields({
    restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
    dnsPolicy: oneOf('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
    terminationGracePeriodSeconds: between(-Infinity),
    activeDeadlineSeconds: between(1, 2 ** 31 - 1),
    nodeSelector: labels,
    serviceAccountName: form(dns1123SubdomainError),
    nodeName: form(dns1123SubdomainError),
    hostname: form(dns1123LabelError),
    subdomain: form(dns1123LabelError),
    priorityClassName: form(dns1123SubdomainError),
    runtimeClassName: strictForm(dns1123SubdomainError),
    preemptionPolicy: (v, r) => (v === '' ? required() : oneOf('PreemptLowerPriority', 'Never'))(v, r),
    securityContext: podSecurityContext,
    affinity,
    tolerations: each(toleration),
    topologySpreadConstraints: spread,
    hostAliases: each(fields({ ip: required(form(ipError)), hostnames: each(strictForm(dns1123SubdomainError)) })),
    readinessGates: each(fields({ conditionType: required(form(qualifiedNameError)) })),
    schedulingGates: all(each(fields({ name: required(form(qualifiedNameError)) })), differ('name', ({ name }) => String(name))),
    os: (v, r) => v && fields({ name: required(oneOf('linux', 'windows')) })(v, r),
  })(spec, report);
  if (spec.shareProcessNamespace === true && spec.hostPID === true) addAt(report, ['shareProcessNamespace'], 'MESH018', "'shareProcessNamespace' and 'hostPID' are mutually exclusive", 'keep one of them');
  if (spec.hostUsers === false) forbidden(spec, ['hostPID', 'hostIPC'], report, 'with hostUsers: false');
};

/** The pod template of a workload. */
export const template: Rule = (value, report) => {
  checkMetadata(objectOf(value).metadata, () => undefined, report);
  at(report, 'spec', () => podSpec(false)(objectOf(value).spec, report));
};
