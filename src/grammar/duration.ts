const UNITS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** One millisecond in nanoseconds. */
export const MILLISECOND = 1e6;
/** One second in nanoseconds. */
export const SECOND = 1e9;

/** Nanoseconds of a duration in Go's format (`1h30m`, `1.5s`, `-2ms`); undefined if it is invalid. */
export function parseDuration(text: string): number | undefined {
  // an app uses few different durations, each many times
  if (!known.has(text)) {
    if (known.size > 1000) known.clear();
    known.set(text, parse(text));
  }
  return known.get(text);
}

const known = new Map<string, number | undefined>();

function parse(text: string): number | undefined {
  const signed = /^[-+]/.test(text) ? text.slice(1) : text;
  if (signed === '0') return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(signed)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of signed.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy)) sum += Number(amount) * UNITS[unit];
  if (sum > 2 ** 63) return undefined;
  return text.startsWith('-') ? -Math.round(sum) : Math.round(sum);
}
