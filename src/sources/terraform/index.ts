export { terraformPlan } from './source.ts';
