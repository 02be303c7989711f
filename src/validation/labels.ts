import { Place } from './place';
import { show } from './problem';
import { entries, text } from './values';

const NAME = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const DNS = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const KEY = new RegExp(`^(${DNS}(?:\\.${DNS})*/)?(${NAME})$`);
const PLAIN_KEY = new RegExp(`^${NAME}$`);
const VALUE = new RegExp(`^(?:${NAME})?$`);

function isKey(key: string): boolean {
  if (key.length <= 63 && PLAIN_KEY.test(key)) return true;
  const [isMatch, prefix = '', name = ''] = KEY.exec(key) ?? [];
  return isMatch !== undefined && prefix.length <= 254 && name.length <= 63;
}

/** Labels as Kubernetes allows them. */
export function checkLabels(labels: unknown, place: Place): void {
  for (const [key, value] of entries(labels)) {
    if (!isKey(key)) {
      place.at(key).error('MESH112', `the label's key ${show(key)} is malformed`, "use letters, digits, '-', '_' and '.', at most 63 characters, optionally after a DNS prefix and '/'");
    }
    if (!VALUE.test(text(value))) {
      place.at(key).error('MESH112', `the label's value ${show(value)} is malformed`, "use letters, digits, '-', '_' and '.'");
    }
  }
}
