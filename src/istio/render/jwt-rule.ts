import type { ClaimToHeader, JwtHeader, JwtRuleOptions } from '../jwt-rule';
import { anyText, bool, duration, headerName, text } from './check';
import { filled, list, refuse, struct } from './json';

export const jwtHeader = struct<JwtHeader>((p, at) => ({
  name: headerName(p.name, at, 'name'),
  prefix: anyText(p.prefix, at, 'prefix'),
}));

export const claimToHeader = struct<ClaimToHeader>((p, at) => {
  if (!/^[-_A-Za-z0-9]+$/.test(p.header)) {
    refuse(at, `header must consist of letters, digits, '-' and '_', got: '${p.header}'`);
  }
  return {
    claim: text(p.claim, at, 'claim'),
    header: text(p.header, at, 'header'),
  };
});

export const jwtRuleOptions = struct<JwtRuleOptions>((p, at) => ({
  audiences: filled(p.audiences, at, 'audiences', text),
  fromHeaders: filled(p.fromHeaders, at, 'fromHeaders', jwtHeader),
  fromParams: filled(p.fromParams, at, 'fromParams', text),
  fromCookies: filled(p.fromCookies, at, 'fromCookies', text),
  outputPayloadToHeader: headerName(p.outputPayloadToHeader, at, 'outputPayloadToHeader'),
  forwardOriginalToken: bool(p.forwardOriginalToken, at, 'forwardOriginalToken'),
  outputClaimToHeaders: list(p.outputClaimToHeaders, at, 'outputClaimToHeaders', claimToHeader),
  timeout: duration(p.timeout, at, 'timeout'),
  spaceDelimitedClaims: list(p.spaceDelimitedClaims, at, 'spaceDelimitedClaims', text),
}));
