export { CloudResource } from './cloud-resource';
export { type GrantCondition, GrantForm, type GrantOptions } from './grant-options';
export { CloudPrincipal } from './principal';
export { GoogleProject } from './project';
