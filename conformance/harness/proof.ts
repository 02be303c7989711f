import type { MeshFeature } from 'cdk8s-mesh';
import type { Row } from './report';
import { FEATURES } from '../../src/capability/features';
import { capability } from '../../src/capability/index';

/** Where cases measure what a model does. `envoy-gateway` is Gateway API with another controller than istiod. */
const COLUMNS = ['istio', 'gateway-api', 'envoy-gateway', 'static', 'grpc', 'service-routing'] as const;
type Column = typeof COLUMNS[number];

/** The evidence for one feature on one plane. */
export interface Standing {
  /** According to the capability table. */
  readonly level: 'full' | 'partial' | 'none';
  /** Cases in whose models it is, and that measured requests or connections. */
  readonly measured: readonly string[];
  /** Cases in whose models it is, and whose objects an API server took: nothing was measured. */
  readonly taken: readonly string[];
  /** Cases in which synth refused it, as the table foretells. */
  readonly refused: readonly string[];
}

export interface FeatureProof {
  readonly feature: MeshFeature;
  readonly title: string;
  readonly on: { readonly [C in Column]: Standing };
}

const MEASURING = new Set(['moved', 'allowed', 'gateway-api', 'envoy-gateway', 'static', 'grpc']);

/**
 * What each feature of the capability table rests on, by the models of the cases that held. A case measures what it is named for, with all that its model
 * asks for besides: a feature is proven by the cases that name it, and at work in the others.
 */
export function proofOf(rows: readonly Row[]): readonly FeatureProof[] {
  const held = rows.filter((r) => r.ok && !r.case.endsWith('(control)'));
  return (Object.keys(FEATURES) as MeshFeature[]).map((feature) => ({
    feature,
    title: FEATURES[feature].title,
    on: Object.fromEntries(COLUMNS.map((column): readonly [Column, Standing] => {
      const plane = column === 'envoy-gateway' ? 'gateway-api' : column;
      const here = held.filter((r) => r.asked?.features.includes(feature) && columnsOf(r).includes(column));
      const names = (some: (r: Row) => boolean) => here.filter(some).map((r) => `${r.group}: ${r.case}`);
      return [column, {
        level: capability(feature, plane).level,
        measured: names((r) => MEASURING.has(r.group) && !r.case.endsWith('(refused)')),
        taken: names((r) => !MEASURING.has(r.group)),
        refused: held.filter((r) => r.asked?.refused.includes(feature) && columnsOf(r).includes(column)).map((r) => `${r.group}: ${r.case}`),
      }];
    })) as Record<Column, Standing>,
  }));
}

function columnsOf(r: Row): readonly Column[] {
  switch (r.group) {
    case 'moved': case 'allowed': return ['istio'];
    case 'gateway-api': case 'envoy-gateway': case 'static': case 'grpc': return [r.group];
    default: return COLUMNS.filter((c) => r.asked?.planes.includes(c));
  }
}

/** The same for people: a line for each feature, and how much of each column it is. */
export function proofTable(proof: readonly FeatureProof[]): string {
  const word = (s: Standing) => (s.measured.length > 0 ? `measured (${s.measured.length})` : s.refused.length > 0 ? 'refused' : s.level === 'none' ? 'refused*' : s.taken.length > 0 ? 'taken' : '-');
  const count = (c: Column) => {
    const all = proof.map((p) => p.on[c]);
    const can = all.filter((s) => s.level !== 'none');
    return `${can.filter((s) => s.measured.length > 0).length} of ${can.length}`;
  };
  return [
    '# What each feature rests on',
    '',
    '**measured (n)**: it is in the models of n cases that measured requests or connections and held; **taken**: an API server took its objects, nothing was measured;',
    '**refused**: synth refused it in a case, as the table foretells; **refused\\***: the table foretells so, and no case tries it here; **-**: no case of this run has it.',
    'A case measures what it is named for, and has the rest of its model at work. `envoy-gateway` is Gateway API with another controller than istiod, at an edge.',
    '',
    `| Feature | ${COLUMNS.join(' | ')} |`,
    `|---|${COLUMNS.map(() => '---').join('|')}|`,
    `| *measured, of what the plane can say* | ${COLUMNS.map(count).join(' | ')} |`,
    ...proof.map((p) => `| ${p.title} (\`${p.feature}\`) | ${COLUMNS.map((c) => word(p.on[c])).join(' | ')} |`),
    '',
  ].join('\n');
}
