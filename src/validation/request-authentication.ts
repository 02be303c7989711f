import { checkAttachment } from './attachment';
import { checkDuration } from './durations';
import { jwksError, privateKeys } from './jwks';
import { Place } from './place';
import { show } from './problem';
import { Fields, objects, text, texts } from './values';
import { parseUrl } from '../grammar/url';

/** RequestAuthentication: where tokens are, who issues them, and with which keys they are verified. */
export function requestAuthentication(spec: Fields, place: Place): void {
  checkAttachment(spec, place);
  for (const [rule, i] of objects(spec.jwtRules)) checkRule(rule, place.at('jwtRules', i));
}

function checkRule(rule: Fields, place: Place): void {
  for (const field of ['audiences', 'fromParams', 'fromCookies']) {
    for (const [value, i] of texts(rule[field])) {
      if (value === '') place.at(field, i).error('MESH115', `an entry of ${field} is empty`, 'write a value, or remove the entry');
    }
  }
  const uri = text(rule.jwksUri) || text(rule.jwks_uri);
  if (!text(rule.issuer) && !uri) place.error('MESH115', 'the rule names neither an issuer nor where its keys are', 'set issuer, and jwksUri where the issuer does not tell it');
  if (uri) {
    const scheme = parseUrl(uri)?.scheme;
    if (scheme !== 'http' && scheme !== 'https') place.at('jwksUri').error('MESH115', `${show(uri)} is no http or https URL`, 'write https://HOST/PATH');
  }
  const jwks = text(rule.jwks);
  if (jwks) {
    const at = place.at('jwks');
    const error = jwksError(jwks);
    if (error) at.error('MESH115', `the keys can't be read: ${error}`, 'give a JSON web key set (RFC 7517), as text');
    else for (const i of privateKeys(jwks)) at.warn('MESH115', `key ${i} holds its private part, which everyone who reads the resource then knows; only the public part is used`, 'remove the private part, and replace the key');
  }
  for (const [header, i] of objects(rule.fromHeaders)) {
    if (text(header.name) === '') place.at('fromHeaders', i, 'name').error('MESH115', 'the header has no name', 'name the header');
  }
  for (const [output, i] of objects(rule.outputClaimToHeaders)) {
    const at = place.at('outputClaimToHeaders', i);
    if (!text(output.claim) || !text(output.header)) at.error('MESH115', 'a claim and a header are needed', 'set both');
    else if (!/^[-_A-Za-z0-9]+$/.test(text(output.header))) at.at('header').error('MESH108', `${show(output.header)} is no header name that may be set here`, "use letters, digits, '-' and '_'");
  }
  checkDuration(rule.timeout, place.at('timeout'));
}
