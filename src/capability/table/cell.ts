/** What one plane makes of one feature. */
export interface Cell {
  /** `full`: as meant; `partial`: with a difference; `none`: not supported. */
  readonly level: 'full' | 'partial' | 'none';
  /** How it is said, what differs, or what to do in its place. */
  readonly note?: string;
  /** Only with the fields of Gateway API's experimental channel. */
  readonly experimental?: boolean;
  /** Only over a waypoint, in ambient mode. */
  readonly waypoint?: boolean;
}

/** The plane says it as it is meant; the note tells how, where that is not obvious. */
export function full(note?: string): Cell {
  return { level: 'full', note };
}

/** The plane says it, and something differs at run time. */
export function partial(difference: string): Cell {
  return { level: 'partial', note: difference };
}

/** The plane does not support it; the note is the closest alternative. */
export function none(alternative: string): Cell {
  return { level: 'none', note: alternative };
}

/** Said with fields of Gateway API's experimental channel. */
export function experimental(note?: string): Cell {
  return { level: 'full', experimental: true, note };
}

/** Said over a waypoint, in ambient mode. */
export function atWaypoint(note?: string): Cell {
  return { level: 'full', waypoint: true, note };
}
