import { Place } from './place';
import { entries, text } from './values';
import { show } from '../problem';

const NAME = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const DNS = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const KEY = new RegExp(`^(${DNS}(?:\\.${DNS})*/)?(${NAME})$`);
const VALUE = new RegExp(`^(?:${NAME})?$`);

/** Labels as Kubernetes allows them. */
export function checkLabels(labels: unknown, place: Place): void {
  for (const [key, value] of entries(labels)) {
    const [isKey, prefix = '', name = ''] = KEY.exec(key) ?? [];
    if (!isKey || prefix.length > 254 || name.length > 63) {
      place.at(key).error('MESH112', `the label's key ${show(key)} is malformed`, "use letters, digits, '-', '_' and '.', at most 63, perhaps after a DNS prefix and '/'");
    }
    if (!VALUE.test(text(value))) {
      place.at(key).error('MESH112', `the label's value ${show(value)} is malformed`, "use letters, digits, '-', '_' and '.'");
    }
  }
}
