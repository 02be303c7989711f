import { checkGatewayNames } from './gateway-names';
import { isDnsLabel } from './hosts';
import { checkMatchedHeader } from './http-headers';
import { checkLabels } from './labels';
import { Place } from './place';
import { checkPort } from './ports';
import { show } from './problem';
import { checkRegExp, checkStringMatch } from './string-match';
import { entries, number, object, objects, text } from './values';

const CONDITIONS = ['scheme', 'method', 'authority'] as const;

/** The conditions of an HTTP rule. */
export function checkHttpMatches(matches: unknown, place: Place): void {
  for (const [match, i] of objects(matches)) {
    const at = place.at(i);
    for (const [name, condition] of entries(match.headers)) {
      const header = at.at('headers', name);
      if (condition === null) header.error('MESH108', `the header ${show(name)} has no condition`, 'use {} to require only that it is present');
      checkMatchedHeader(name, header);
      checkStringMatch(condition, header);
    }
    for (const [name, condition] of entries(match.withoutHeaders)) {
      const header = at.at('withoutHeaders', name);
      checkMatchedHeader(name, header);
      if (object(condition)?.regex !== '*') checkStringMatch(condition, header); // '*' means any value here
    }
    const uri = object(match.uri);
    if (typeof uri?.regex === 'string') checkRegExp(uri.regex, at.at('uri', 'regex')); // an empty prefix of a path is allowed
    for (const field of CONDITIONS) if (match[field]) checkStringMatch(match[field], at.at(field));
    for (const [name, condition] of entries(match.queryParams)) checkStringMatch(condition, at.at('queryParams', name));

    if (number(match.port) !== 0) checkPort(number(match.port), at.at('port'));
    if (match.sourceLabels) checkLabels(match.sourceLabels, at.at('sourceLabels'));
    if (match.gateways) checkGatewayNames(match.gateways, at.at('gateways'));
    const namespace = text(match.sourceNamespace);
    if (namespace && !isDnsLabel(namespace)) at.at('sourceNamespace').error('MESH101', `${show(namespace)} is not a namespace`, 'use the name of a namespace');
  }
}
