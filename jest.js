'use strict';
// Matchers for jest: require('cdk8s-mesh/jest'), or name it in setupFilesAfterEnv.
module.exports = require('./lib/src/trace/jest');
