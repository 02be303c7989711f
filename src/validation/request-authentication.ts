import { checkAttachment } from './attachment';
import { checkDuration } from './durations';
import { jwksError, privateKeys } from './jwks';
import { Place } from './place';
import { show } from './problem';
import { Fields, objects, text, texts } from './values';
import { parseUrl } from '../grammar/url';

/** RequestAuthentication: where tokens are, who issues them, and which keys verify them. */
export function requestAuthentication(spec: Fields, place: Place): void {
  checkAttachment(spec, place);
  for (const [rule, i] of objects(spec.jwtRules)) checkRule(rule, place.at('jwtRules', i));
}

function checkRule(rule: Fields, place: Place): void {
  for (const field of ['audiences', 'fromParams', 'fromCookies']) {
    for (const [value, i] of texts(rule[field])) {
      if (value === '') place.at(field, i).error('MESH115', `an entry of ${field} is empty`, 'set a value, or remove the entry');
    }
  }
  const uri = text(rule.jwksUri) || text(rule.jwks_uri);
  if (!text(rule.issuer) && !uri) place.error('MESH115', 'the rule has neither an issuer nor the location of its keys', 'set issuer, and jwksUri if the issuer does not publish it');
  if (uri) {
    const scheme = parseUrl(uri)?.scheme;
    if (scheme !== 'http' && scheme !== 'https') place.at('jwksUri').error('MESH115', `${show(uri)} is not an http or https URL`, 'use https://HOST/PATH');
  }
  const jwks = text(rule.jwks);
  if (jwks) {
    const at = place.at('jwks');
    const error = jwksError(jwks);
    if (error) at.error('MESH115', `the keys can't be parsed: ${error}`, 'use a JSON web key set (RFC 7517), as a string');
    else for (const i of privateKeys(jwks)) at.warn('MESH115', `key ${i} contains its private part, which everyone who can read the resource then knows; only the public part is used`, 'remove the private part, and replace the key');
  }
  for (const [header, i] of objects(rule.fromHeaders)) {
    if (text(header.name) === '') place.at('fromHeaders', i, 'name').error('MESH115', 'the header has no name', 'set the name of the header');
  }
  for (const [output, i] of objects(rule.outputClaimToHeaders)) {
    const at = place.at('outputClaimToHeaders', i);
    if (!text(output.claim) || !text(output.header)) at.error('MESH115', 'a claim and a header are needed', 'set both');
    else if (!/^[-_A-Za-z0-9]+$/.test(text(output.header))) at.at('header').error('MESH108', `${show(output.header)} is not a header name allowed here`, "use letters, digits, '-' and '_'");
  }
  checkDuration(rule.timeout, place.at('timeout'));
}
