export { awsConfig } from './source.ts';
