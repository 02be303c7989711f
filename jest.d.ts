import './lib/src/trace/jest';
