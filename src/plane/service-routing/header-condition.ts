import { literal } from '../../grammar/literal';
import type { AccessRuleModel } from '../../model/security';
import { carriesHttp, type ServiceModel } from '../../model/service';

type Condition = AccessRuleModel['when'][number];

const HEADER = /^request\.headers\[([^\]]+)\]$/;

/** A header condition in the form of service routing's authorization policies: a regular expression. */
export function headerMatch({ key, values }: Condition): { readonly headerName: string; readonly regexMatch: string } {
  return { headerName: HEADER.exec(key)?.[1] ?? key, regexMatch: (values ?? []).map(pattern).join('|') };
}

/** Conditions that such a policy does not support. */
export function conditionLosses(s: ServiceModel): readonly string[] {
  return s.access.flatMap((a) => [
    ...(a.when.length > 1 ? [`${a.path}: an authorization rule of service routing supports one header condition, got: ${a.when.map((c) => c.key).join(', ')}; keep one, and check the others in the service`] : []),
    ...a.when.flatMap((c) => (HEADER.test(c.key) && !c.notValues?.length && c.values?.length ? []
      : [`${a.path}: authorization policies of service routing support conditions on header values only, got: ${c.key}${c.notValues?.length ? ' with notValues' : ''}; use request.headers[…] with values, or check it in the service`])),
    ...(a.when.length > 0 && !s.ports.every((p) => carriesHttp(p) || (a.operation && a.operation.ports.length > 0 && !a.operation.ports.includes(p.port)))
      ? [`${a.path}: a header condition applies to HTTP requests, but service '${s.path}' has a TCP port; list the ports of the rule`] : []),
  ]);
}

/** `*` is a wildcard at the start or the end. */
function pattern(value: string): string {
  if (value === '*') return '.+';
  if (value.endsWith('*')) return `${literal(value.slice(0, -1))}.*`;
  return value.startsWith('*') ? `.*${literal(value.slice(1))}` : literal(value);
}
