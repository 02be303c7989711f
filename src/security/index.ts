export { type AccessCondition, type AccessRule, Source } from './access';
export { type ClaimToHeader, type JwtHeader, type JwtRequirement } from './jwt';
