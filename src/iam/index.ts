export { analyzeRole, readRole } from './analyze.ts';
export { type Decision, decide, type Request } from './decide.ts';
export { type Reached, reachableAmong } from './inventory.ts';
export { parsePolicy } from './parse.ts';
export type { Condition, Patterns, Policy, PolicyResult, PolicyUse, Statement } from './policy.ts';
export type {
  Access,
  Analysis,
  AnalysisOptions,
  Question,
  Reach,
  ReachedPattern,
  Row,
  Verdict,
  Witness,
} from './question.ts';
export { assumeRoleStatement, passRoleStatement, readObjectsStatement, type WrittenStatement } from './remedy.ts';
export {
  describeStatement,
  type PolicyKind,
  type PolicySet,
  type PolicySource,
  type ReadRole,
  type RolePolicies,
  type StatementRef,
} from './role.ts';
export { DEFAULT_LIMITS, type Limits } from './symbolic/budget.ts';
