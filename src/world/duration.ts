/** Milliseconds of a protobuf duration (`1.5s`, `2m`, `1h30m`), or undefined. */
export function milliseconds(text: string | undefined): number | undefined {
  if (!text || !/^(\d+(\.\d+)?(h|m|s|ms|us|ns))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3600000, m: 60000, s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };
  let total = 0;
  for (const [, number, , unit] of text.matchAll(/(\d+(\.\d+)?)(ms|us|ns|h|m|s)/gy)) total += Number(number) * units[unit];
  return total;
}
