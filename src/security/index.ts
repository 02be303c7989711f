export { type AccessCondition, type AccessRule, Source } from './access';
export { type ClaimToHeader, type JwtHeader, type JwtRequirement } from './jwt';
export { Identity, type IdentityProps } from './identity';
