import { isIP } from 'net';
import { cidrError } from '../../grammar/ip';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[-+]\d{2}:\d{2})$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** `500m`, `1.5Gi`, `2e3`. */
const QUANTITY = /^[+-]?(?:\d+(?:\.\d*)?|\.\d*)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The string formats that an API server checks; it ignores all others. */
export const STRING_FORMATS: Record<string, (text: string) => boolean> = {
  'date-time': (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T'))),
  'date': (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)),
  'byte': (text) => BASE64.test(text.replace(/[\r\n]/g, '')),
  'ipv4': (text) => isIP(text) === 4,
  'ipv6': (text) => isIP(text) === 6,
  'cidr': (text) => cidrError(text) === undefined,
  'uuid': (text) => UUID.test(text),
  'quantity': (text) => QUANTITY.test(text), // of Kubernetes' own types
};

const LIMITS: Record<string, [number, number]> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
};

/** Whether a number fits an integer format. */
export function fits(value: number, format: string | undefined): boolean {
  const limits = format && LIMITS[format];
  return !limits || (value >= limits[0] && value <= limits[1]);
}
