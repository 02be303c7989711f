import type { Report } from '../report';
import { podSpec, template } from './pod';
import { addAt, all, at, between, each, fields, form, isUnset, listOf, missing, objectOf, oneOf, required, type Rule } from './rules';
import { amountOf, numberOrPercent, selector, selects, selectsAll } from './texts';
import { claim } from './volumes';

const natural = between(0);

/** The selector must match the template's labels; otherwise the workload would create pods forever. */
function selected(spec: any, report: Report, where: string): void {
  if (!spec.selector) return missing(report, 'selector');
  if (selectsAll(spec.selector)) return addAt(report, ['selector'], 'MESH013', `the selector of a ${where} must not be empty`, "set 'matchLabels' to labels of the template");
  const given = objectOf(objectOf(spec.template).metadata).labels;
  if (selects(spec.selector, given)) return;
  addAt(report, ['template', 'metadata', 'labels'], 'MESH023', `the selector does not match the labels of the template (${Object.entries(objectOf(given)).map((e) => e.join('=')).join(', ') || 'none'})`,
    'add the labels of the selector to the template');
}

/** Pods that are always restarted, without a deadline. */
function lasting(spec: any, report: Report, kind: string): void {
  const pod = objectOf(objectOf(spec.template).spec);
  if (!isUnset(pod.restartPolicy) && pod.restartPolicy !== 'Always') addAt(report, ['template', 'spec', 'restartPolicy'], 'MESH014', `must be Always in a ${kind}, got ${pod.restartPolicy}`, "remove 'restartPolicy'");
  if (pod.activeDeadlineSeconds !== undefined && pod.activeDeadlineSeconds !== null) addAt(report, ['template', 'spec', 'activeDeadlineSeconds'], 'MESH018', `'activeDeadlineSeconds' is not allowed in a ${kind}`, 'remove it, or use a Job');
}

const workload = (kind: string, own: Record<string, Rule>, further: Rule = () => undefined): Rule => fields({
  spec: (value, report) => {
    const spec = objectOf(value);
    fields({ replicas: natural, minReadySeconds: natural, revisionHistoryLimit: natural, selector, template, ...own })(spec, report);
    selected(spec, report, kind);
    lasting(spec, report, kind);
    further(spec, report);
  },
});

const rolling = (value: any, report: Report, unavailable: string | number, surge: string | number, exclusive: boolean): void => {
  const { maxUnavailable, maxSurge } = objectOf(value);
  fields({ maxUnavailable: numberOrPercent(100), maxSurge: numberOrPercent(exclusive ? 100 : Infinity) })(value, report);
  const [down, up] = [amountOf(maxUnavailable, Number(unavailable)), amountOf(maxSurge, Number(surge))];
  if (!down && !up) addAt(report, ['maxUnavailable'], 'MESH016', "'maxUnavailable' must not be 0 while 'maxSurge' is 0", 'raise one of them');
  if (exclusive && down && up) addAt(report, ['maxSurge'], 'MESH018', "'maxSurge' must not be set while 'maxUnavailable' is not 0", "set 'maxUnavailable: 0', or remove 'maxSurge'");
};

const strategy = (field: string, types: readonly string[], rule: Rule): Record<string, Rule> => ({
  [field]: (value, report) => {
    fields({ type: oneOf(...types) })(value, report);
    const { type = 'RollingUpdate', rollingUpdate } = objectOf(value);
    if (type === 'RollingUpdate') at(report, 'rollingUpdate', () => rule(rollingUpdate, report));
    else if (rollingUpdate && field === 'strategy') addAt(report, ['rollingUpdate'], 'MESH018', `'rollingUpdate' is not allowed with type ${type}`, "remove 'rollingUpdate'");
    else if (rollingUpdate && types.includes('StatefulSet')) addAt(report, ['rollingUpdate'], 'MESH018', `'rollingUpdate' is not allowed with type ${type}`, "remove 'rollingUpdate'");
  },
});

export const deployment = workload('Deployment', strategy('strategy', ['RollingUpdate', 'Recreate'], (v, r) => rolling(v, r, 1, 1, false)), (spec, report) => {
  const { progressDeadlineSeconds, minReadySeconds = 0 } = spec;
  at(report, 'progressDeadlineSeconds', () => between(0)(progressDeadlineSeconds, report));
  if ((progressDeadlineSeconds ?? 600) <= minReadySeconds) addAt(report, ['progressDeadlineSeconds'], 'MESH016', `must be greater than minReadySeconds ${minReadySeconds}`, "raise 'progressDeadlineSeconds'");
});

export const replicaSet = workload('ReplicaSet', {});

export const daemonSet = workload('DaemonSet', strategy('updateStrategy', ['RollingUpdate', 'OnDelete'], (v, r) => rolling(v, r, 1, 0, true)));

export const statefulSet: Rule = fields({
  spec: (value, report) => {
    const spec = objectOf(value);
    const templates = listOf(spec.volumeClaimTemplates).map(objectOf);
    const made = templates.map((t) => objectOf(t.metadata).name).map((name) => (typeof name === 'string' ? name : ''));
    fields({
      replicas: natural,
      minReadySeconds: natural,
      selector,
      serviceName: form((text) => (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= 63 ? undefined : "must consist of lower-case letters, digits and '-', and start and end with a letter or digit")),
      podManagementPolicy: oneOf('OrderedReady', 'Parallel'),
      updateStrategy: (v, r) => {
        fields({ type: oneOf('RollingUpdate', 'OnDelete') })(v, r);
        const { type, rollingUpdate } = objectOf(v);
        if (type === 'OnDelete' && rollingUpdate) addAt(r, ['rollingUpdate'], 'MESH018', "'rollingUpdate' is not allowed with type OnDelete", "remove 'rollingUpdate'");
        else at(r, 'rollingUpdate', () => fields({ partition: natural, maxUnavailable: all(numberOrPercent(100), (m, x) => { if (m !== undefined && m !== null && amountOf(m, 1) === 0) x.add('MESH016', 'maxUnavailable must not be 0', 'use at least 1'); }) })(rollingUpdate, r));
      },
      persistentVolumeClaimRetentionPolicy: fields({ whenDeleted: oneOf('Retain', 'Delete'), whenScaled: oneOf('Retain', 'Delete') }),
      ordinals: fields({ start: natural }),
      volumeClaimTemplates: each(all(claim, (t, r) => { if (isUnset(objectOf(objectOf(t).metadata).name)) addAt(r, ['metadata'], 'MESH013', "'name' is missing", "set 'name'"); })),
      // volumes of the claim templates are added, and replace those of the pod
      template: (v, r) => {
        const pod = objectOf(objectOf(v).spec);
        const volumes = [...listOf(pod.volumes).filter((x) => !made.includes(objectOf(x).name)), ...[...new Set(made)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))];
        template({ ...objectOf(v), spec: { ...pod, volumes, hostname: undefined, subdomain: undefined } }, r);
      },
    })(spec, report);
    selected(spec, report, 'StatefulSet');
    lasting(spec, report, 'StatefulSet');
  },
});

const policies: Rule = fields({
  rules: each((rule, report) => {
    fields({ action: required(oneOf('Count', 'FailIndex', 'FailJob', 'Ignore')) })(rule, report);
    const { onExitCodes, onPodConditions } = objectOf(rule);
    if (!onExitCodes === !listOf(onPodConditions).length) report.add('MESH018', "exactly one of 'onExitCodes' and 'onPodConditions' is needed", 'keep one of them');
  }),
});

const jobSpec: Rule = (value, report) => {
  const spec = objectOf(value);
  fields({
    parallelism: natural,
    completions: natural,
    activeDeadlineSeconds: natural,
    backoffLimit: natural,
    ttlSecondsAfterFinished: natural,
    backoffLimitPerIndex: natural,
    maxFailedIndexes: natural,
    completionMode: oneOf('NonIndexed', 'Indexed'),
    podReplacementPolicy: oneOf('Failed', 'TerminatingOrFailed'),
    template,
    selector,
    podFailurePolicy: policies,
  })(spec, report);
  const { completionMode, completions, parallelism, backoffLimitPerIndex, maxFailedIndexes, successPolicy, podFailurePolicy } = spec;
  const isSet = (v: any) => v !== undefined && v !== null;
  if (completionMode === '') addAt(report, ['completionMode'], 'MESH014', 'must be one of NonIndexed, Indexed, but is empty', "remove 'completionMode'");
  if (completionMode === 'Indexed') {
    if (!isSet(completions)) missing(report, 'completions', report.path, ', but completionMode Indexed requires it');
    if (parallelism > 100000) addAt(report, ['parallelism'], 'MESH016', 'must be at most 100000', 'lower it');
  } else {
    for (const [field, v] of Object.entries({ backoffLimitPerIndex, maxFailedIndexes, successPolicy })) if (isSet(v)) addAt(report, [field], 'MESH018', `'${field}' needs completionMode Indexed`, `remove '${field}', or set 'completionMode: Indexed'`);
  }
  if (isSet(maxFailedIndexes) && !isSet(backoffLimitPerIndex)) missing(report, 'backoffLimitPerIndex');
  const { restartPolicy } = objectOf(objectOf(spec.template).spec);
  const place = ['template', 'spec', 'restartPolicy'];
  if (isUnset(restartPolicy) || restartPolicy === 'Always') addAt(report, place, 'MESH014', `must be OnFailure or Never in a Job, got ${restartPolicy || 'no value, which means Always'}`, 'use OnFailure or Never');
  else if (podFailurePolicy && restartPolicy !== 'Never') addAt(report, place, 'MESH018', "'podFailurePolicy' needs restartPolicy Never", 'use Never');
};
export const job: Rule = (object, report) => {
  const { name } = objectOf(objectOf(object).metadata);
  if (typeof name === 'string' && name.length > 63) addAt(report, ['metadata', 'name'], 'MESH020', `the name of a Job must have at most 63 characters, got ${name.length}`, 'shorten the name');
  jobFields(object, report);
};
const jobFields: Rule = fields({
  spec: (value, report) => {
    jobSpec(value, report);
    const { selector: own, manualSelector, template: pods } = objectOf(value);
    if (own && manualSelector !== true) addAt(report, ['selector'], 'MESH018', "'selector' is set by the API server", "remove it, or set 'manualSelector: true'");
    if (manualSelector === true) {
      if (!own) missing(report, 'selector');
      else if (!selects(own, objectOf(objectOf(pods).metadata).labels)) addAt(report, ['template', 'metadata', 'labels'], 'MESH023', 'the selector does not match the labels of the template', 'add the labels of the selector to the template');
    }
  },
});

const SHORT = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$|^@every \S+$/;
const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const DAYS = 'sun|mon|tue|wed|thu|fri|sat';
const RANGES: readonly [number, number, RegExp][] = [[0, 59, /^$/], [0, 23, /^$/], [1, 31, /^$/], [1, 12, new RegExp(`^(?:${MONTHS})$`, 'i')], [0, 6, new RegExp(`^(?:${DAYS})$`, 'i')]];

/** Why a text is not a cron schedule, or undefined when it is one. */
function scheduleError(text: string): string | undefined {
  if (text.includes('TZ')) return "must not contain a time zone; use 'timeZone'";
  if (text.startsWith('@')) return SHORT.test(text) ? undefined : 'must be five fields of cron, or @hourly, @daily, @weekly, @monthly, @yearly';
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5) return `must have five fields, minute to day of the week, got ${parts.length}`;
  const bad = parts.findIndex((part, i) => !part.split(',').every((piece) => isPiece(piece, RANGES[i])));
  return bad < 0 ? undefined : `must have five cron fields: '${parts[bad]}' is not one`;
}

function isPiece(piece: string, [min, max, names]: readonly [number, number, RegExp]): boolean {
  const [range, step, ...more] = piece.split('/');
  if (more.length || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
  if (range === '*' || range === '?') return true;
  const ends = range.split('-');
  const isValue = (v: string) => names.test(v) || (/^\d+$/.test(v) && Number(v) >= min && Number(v) <= max);
  return ends.length <= 2 && ends.every(isValue) && (ends.length < 2 || !(/^\d+$/.test(ends[0]) && /^\d+$/.test(ends[1])) || Number(ends[0]) <= Number(ends[1]));
}

export const cronJob: Rule = all(fields({
  spec: fields({
    schedule: required(form(scheduleError)),
    startingDeadlineSeconds: natural,
    successfulJobsHistoryLimit: natural,
    failedJobsHistoryLimit: natural,
    concurrencyPolicy: oneOf('Allow', 'Forbid', 'Replace'),
    jobTemplate: (v, r) => at(r, 'spec', () => jobSpec(objectOf(v).spec, r)),
  }),
}), (object, report) => {
  const { name } = objectOf(object.metadata);
  if (typeof name === 'string' && name.length > 52) addAt(report, ['metadata', 'name'], 'MESH020', `the name of a CronJob must have at most 52 characters, got ${name.length}`, 'shorten the name');
});

export const pod: Rule = fields({ spec: podSpec(true) });
export const podTemplate: Rule = fields({ template });
export const replicationController: Rule = fields({
  spec: (value, report) => {
    const spec = objectOf(value);
    fields({ replicas: natural, minReadySeconds: natural, template: required(template) })(spec, report);
    const own = spec.selector ?? objectOf(objectOf(spec.template).metadata).labels;
    if (!Object.keys(objectOf(own)).length) missing(report, 'selector');
    else if (!selects({ matchLabels: own }, objectOf(objectOf(spec.template).metadata).labels)) addAt(report, ['template', 'metadata', 'labels'], 'MESH023', 'the selector does not match the labels of the template', 'add the labels of the selector to the template');
    lasting(spec, report, 'ReplicationController');
  },
});
