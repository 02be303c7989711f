import type { MeshFeature } from './feature';
import { FEATURES } from './features';
import { planeTable } from './table';
import type { Cell } from './table/cell';

/** The support of a feature by a plane: the source for rendering, errors and docs/planes.md. */
export function capability(feature: MeshFeature, plane: string): Cell {
  return planeTable(plane).cells[feature];
}

/** A feature that a construct uses. */
export interface Use {
  readonly feature: MeshFeature;
  /** The construct, or the rule in it, that uses the feature. */
  readonly path: string;
}

/** How a plane was chosen, as far as the table depends on it. */
export interface PlaneChoice {
  readonly plane: string;
  /** Whether fields of Gateway API's experimental channel may be used. */
  readonly experimental?: boolean;
  /** The support of a feature by an implementation, if it differs from the table. */
  readonly cellOf?: (feature: MeshFeature) => Cell;
  /** Acknowledged differences. */
  readonly acknowledged: ReadonlySet<MeshFeature>;
  /** In ambient mode: whether there is a waypoint. */
  readonly waypoint?: boolean;
  /** The clients that the plane applies to, if not all: a few words in parentheses. */
  readonly whose?: string;
}

/** A sentence for each use that the plane does not support, or supports with an unacknowledged difference. */
export function losses(uses: readonly Use[], choice: PlaneChoice): readonly string[] {
  const result = new Set<string>();
  for (const use of uses) {
    const cell = choice.cellOf?.(use.feature) ?? capability(use.feature, choice.plane);
    const what = `${use.path}: ${FEATURES[use.feature].title}`;
    const plane = `'${choice.plane}'${choice.whose === undefined ? '' : ` (${choice.whose})`}`;
    if (cell.level === 'none') {
      result.add(`${what} (${use.feature}) is not supported on plane ${plane}; closest alternative: ${cell.note}`);
    } else if (cell.experimental && !choice.experimental) {
      result.add(`${what} (${use.feature}) is in Gateway API's experimental channel only; install that channel and declare it with gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL`);
    } else if (cell.waypoint && !choice.waypoint) {
      result.add(`${what} (${use.feature}) needs a waypoint in ambient mode, as ztunnel handles connections only; create one that serves this: new Waypoint(chart, 'waypoint')`);
    } else if (cell.level === 'partial' && !choice.acknowledged.has(use.feature)) {
      result.add(`${what} (${use.feature}) differs on plane ${plane}: ${cell.note}; accept it with acknowledge: [{ feature: MeshFeature.${constant(use.feature)}, reason: '…' }]`);
    }
  }
  return [...result];
}

function constant(feature: MeshFeature): string {
  return feature.toUpperCase().replace(/-/g, '_');
}
