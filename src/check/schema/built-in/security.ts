import { addAt, all, at, between, differ, each, fields, form, isUnset, listOf, missing, objectOf, oneOf, required, type Rule, strictForm } from './rules';
import { relativePathError } from './texts';
import { show } from '../../../validation/problem';

const id = between(0, 2 ** 31 - 1);

const profile = (path: boolean): Rule => (value, report) => {
  if (value === undefined || value === null) return;
  fields({ type: required(oneOf('Localhost', 'RuntimeDefault', 'Unconfined')) })(value, report);
  const { type, localhostProfile } = objectOf(value);
  if (type === 'Localhost') {
    if (localhostProfile === undefined || localhostProfile === null || (!path && localhostProfile === '')) missing(report, 'localhostProfile');
    else at(report, 'localhostProfile', () => strictForm(path ? relativePathError : (text) => (text.trim() === text ? undefined : 'must not begin or end with white space'))(localhostProfile, report));
  } else if (localhostProfile !== undefined && localhostProfile !== null) {
    addAt(report, ['localhostProfile'], 'MESH018', `'localhostProfile' is allowed with type Localhost only, got ${show(type)}`, "remove 'localhostProfile'");
  }
};

const SHARED: Record<string, Rule> = { runAsUser: id, runAsGroup: id, seccompProfile: profile(true), appArmorProfile: profile(false) };

/** Security context of a container. */
export const securityContext: Rule = (value, report) => {
  if (value === undefined || value === null) return;
  fields({ ...SHARED, procMount: (v, r) => (v === '' ? required() : oneOf('Default', 'Unmasked'))(v, r) })(value, report);
  const { allowPrivilegeEscalation, privileged, capabilities } = objectOf(value);
  if (allowPrivilegeEscalation !== false) return;
  if (privileged === true) report.add('MESH018', "'allowPrivilegeEscalation: false' and 'privileged: true' are mutually exclusive", 'remove one of them');
  if (listOf(objectOf(capabilities).add).includes('CAP_SYS_ADMIN')) report.add('MESH018', "'allowPrivilegeEscalation: false' and the capability CAP_SYS_ADMIN are mutually exclusive", 'remove one of them');
};

const SYSCTL = /^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;

/** Security context of a pod. */
export const podSecurityContext: Rule = (value, report) => {
  if (value === undefined || value === null) return;
  fields({
    ...SHARED,
    fsGroup: id,
    supplementalGroups: each(id),
    fsGroupChangePolicy: (v, r) => (v === '' ? required() : oneOf('OnRootMismatch', 'Always'))(v, r),
    supplementalGroupsPolicy: (v, r) => (v === '' ? required() : oneOf('Merge', 'Strict'))(v, r),
    seLinuxChangePolicy: (v, r) => (v === '' ? required() : oneOf('MountOption', 'Recursive'))(v, r),
    sysctls: all(
      each(fields({ name: required(form((text) => (SYSCTL.test(text) && text.length <= 253 ? undefined : 'must be the name of a kernel parameter, like net.core.somaxconn'))) })),
      differ('name', ({ name }) => (isUnset(name) ? undefined : String(name))),
    ),
  })(value, report);
};
