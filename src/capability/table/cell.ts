/** The support of one feature by one plane. */
export interface Cell {
  /** `full`: as intended; `partial`: with a difference; `none`: not supported. */
  readonly level: 'full' | 'partial' | 'none';
  /** How the feature is expressed, what differs, or the alternative. */
  readonly note?: string;
  /** Only with fields of Gateway API's experimental channel. */
  readonly experimental?: boolean;
  /** Only with a waypoint, in ambient mode. */
  readonly waypoint?: boolean;
}

/** The plane supports the feature as intended; the note explains how, if that is not obvious. */
export function full(note?: string): Cell {
  return { level: 'full', note };
}

/** The plane supports the feature, with a difference at run time. */
export function partial(difference: string): Cell {
  return { level: 'partial', note: difference };
}

/** The plane does not support the feature; the note is the closest alternative. */
export function none(alternative: string): Cell {
  return { level: 'none', note: alternative };
}

/** Supported with fields of Gateway API's experimental channel. */
export function experimental(note?: string): Cell {
  return { level: 'full', experimental: true, note };
}

/** Supported with a waypoint, in ambient mode. */
export function atWaypoint(note?: string): Cell {
  return { level: 'full', waypoint: true, note };
}
