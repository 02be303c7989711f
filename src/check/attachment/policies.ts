import { authority } from './certificates';
import { otherImplementation } from './classes';
import type { Problem } from './model';
import { push } from '../../world/collect';
import type { Item, ItemOf } from '../../world/item';
import type { Reference } from '../../world/shapes/gateway-api';
import type { World } from '../../world/world';
import { unknownIn, type Found } from '../engine/check';
import { nearName, nearObject, orNear, orNearIn } from '../engine/near';
import { Severity } from '../finding';

type Policy = ItemOf<'BackendTLSPolicy'>;
const IGNORE = 'istio.io/ignore-policy-attachment';
/** Whether a reference has a group that belongs to neither Kubernetes nor Istio: it is specific to an implementation. */
const foreignGroup = (group: string): boolean => group === 'certificates.k8s.io' || (group !== '' && group !== 'core' && !group.endsWith('istio.io') && !group.endsWith('.k8s.io'));
const targetKey = (p: Item, t: Reference): string => `${p.namespace} ${t.group ?? ''}/${t.kind ?? ''} ${t.name ?? ''} ${t.sectionName ?? ''}`;

/** The problems of policies that attach to backends. */
export const policyProblems = (world: World): readonly Problem[] => world.once('gatewayApiPolicies', () => {
  const out: Problem[] = [];
  const addProblem = (code: string, item: Item, found: Found) => out.push({ code, item, found });
  const ignored = (p: Item) => p.annotations[IGNORE]?.toLowerCase() === 'true';

  const nearTarget = (p: Item, t: Reference, ports: readonly (string | undefined)[] | undefined): string => {
    const otherwise = 'target a Service in the policy\'s namespace, and its port by name';
    if (ports) return orNear(nearName('port', t.sectionName ?? '', ports.flatMap((port) => port ?? [])), otherwise);
    const key = t.kind === 'Service' || t.kind === 'ServiceEntry' ? t.kind : undefined;
    return orNearIn(p.namespace, key && nearObject(world, key, p.namespace, t.name ?? ''), otherwise);
  };

  const target = (p: Item, t: Reference, at: string, kinds: readonly string[]): void => {
    const group = t.group ?? '';
    const kind = t.kind ?? '';
    const service = group === '' && kind === 'Service' && kinds.includes('Service') ? world.find('Service', p.namespace, t.name ?? '') : undefined;
    const entry = group === 'networking.istio.io' && kind === 'ServiceEntry' && kinds.includes('ServiceEntry') ? world.find('ServiceEntry', p.namespace, t.name ?? '') : undefined;
    const names = (service?.spec.ports ?? entry?.spec.ports)?.map((x) => x.name);
    if (names && (!t.sectionName || names.includes(t.sectionName))) return;
    const wrong = names ? `${kind} ${p.namespace}/${t.name ?? ''} has no port named ${t.sectionName ?? ''}`
      : kinds.includes(kind) ? `${kind} ${p.namespace}/${t.name ?? ''} is not defined${world.closed(p.namespace) ? '' : ' in the checked objects'}` : `${p.kind} can't apply to a ${kind}`;
    addProblem('MESH831', p, {
      pointer: at,
      aliases: ['TargetNotFound'],
      // what another implementation accepts as a target can't be known here
      severity: foreignGroup(group) ? Severity.INFO : names || !kinds.includes(kind) ? Severity.ERROR : unknownIn(world, p.namespace),
      message: foreignGroup(group) ? `a ${kind} of ${group} is only supported as a target by other implementations: Istio ignores the policy for it` : `${wrong}: the policy has no effect`,
      fix: nearTarget(p, t, names),
    });
  };

  const byTarget = new Map<string, Policy[]>();
  for (const p of world.all('BackendTLSPolicy')) if (!ignored(p)) for (const t of p.spec.targetRefs ?? []) push(byTarget, targetKey(p, t), p);
  for (const p of world.all('BackendTLSPolicy')) {
    if (ignored(p)) {
      addProblem('MESH834', p, { pointer: '/metadata/annotations', message: `Istio ignores this policy because of the annotation ${IGNORE}`, fix: 'remove the annotation if Istio should apply the policy' });
      continue;
    }
    p.spec.targetRefs?.forEach((t, i) => {
      target(p, t, `/spec/targetRefs/${i}`, ['Service', 'ServiceEntry']);
      const first = byTarget.get(targetKey(p, t))!.reduce((a, b) => (b.name < a.name ? b : a));
      if (first === p) return;
      addProblem('MESH833', p, {
        pointer: `/spec/targetRefs/${i}`,
        aliases: ['Conflicted'],
        message: `BackendTLSPolicy ${first.namespace}/${first.name} has the same target and takes precedence: this policy has no effect (the older one wins, then the first by name)`,
        fix: 'keep one policy for each target',
        related: [first],
      });
    });
    const ref = p.spec.validation?.caCertificateRefs?.[0];
    const bad = ref && p.spec.validation?.wellKnownCACertificates === undefined ? authority(world, p, { ...ref, namespace: undefined }, ['ConfigMap'], 'InvalidKind') : undefined;
    if (!bad) continue;
    // the name of the core group is empty; some implementations also accept 'core'
    const isNamedCore = ref?.group === 'core';
    const theirs = foreignGroup(ref?.group ?? '') || (bad.reason === 'InvalidKind' && otherImplementation(world));
    addProblem('MESH832', p, {
      pointer: '/spec/validation/caCertificateRefs/0',
      aliases: [bad.reason, 'NoValidCACertificate'],
      severity: theirs ? Severity.INFO : isNamedCore ? Severity.WARNING : bad.severity,
      message: isNamedCore ? `the group of a ${ref?.kind ?? ''} is '', not 'core': except for implementations that accept this spelling, the backend's certificate can't be verified, and requests to it fail`
        : theirs ? `CA certificates in a ${ref?.kind ?? ''} are only supported by other implementations: Istio supports a ConfigMap only` : `${bad.message}: the backend's certificate can't be verified, and requests to it fail`,
      fix: isNamedCore ? 'write group: ""' : bad.fix,
      related: bad.related,
    });
  }
  for (const p of world.all('XBackendTrafficPolicy')) {
    if (ignored(p)) addProblem('MESH834', p, { pointer: '/metadata/annotations', message: `Istio ignores this policy because of the annotation ${IGNORE}`, fix: 'remove the annotation if Istio should apply the policy' });
    else p.spec.targetRefs?.forEach((t, i) => target(p, t, `/spec/targetRefs/${i}`, ['Service']));
  }
  return out;
});
