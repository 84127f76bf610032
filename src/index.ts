export { compare } from './compare.ts';
export { baselineText, readBaseline } from './config/baseline-file.ts';
export { ConfigError } from './config/document.ts';
export { customControlsOf, loadConfig } from './config/load.ts';
export { configTemplate } from './config/template.ts';
export { catalogue } from './controls/index.ts';
export { loadControls, loadControlsWithTests } from './custom/load.ts';
export { type EvaluateOptions, evaluate, type TagFilter } from './engine/evaluate.ts';
export { ParameterError, type ParameterSettings } from './engine/parameters.ts';
export type { FindingsSink } from './engine/report-builder.ts';
export { findControl, isAtLeast, namesOf, type Selection, SelectionError } from './engine/select.ts';
export {
  analyzeRole,
  assumeRoleStatement,
  decide,
  describeStatement,
  parsePolicy,
  passRoleStatement,
  reachableAmong,
  readObjectsStatement,
  readRole,
} from './iam/index.ts';
export { defineControl, every, fail, notApplicable, pass, undecided } from './model/control.ts';
export { InputError } from './model/input-error.ts';
export { isUnknown, unknown } from './model/value.ts';
export {
  type Published,
  type PublishedPlace,
  type PublishOptions,
  publishToSecurityHub,
} from './publish/security-hub.ts';
export { listControls } from './reporters/catalogue.ts';
export { findComplianceReporter } from './reporters/compliance-formats.ts';
export { differenceJson, differenceText } from './reporters/difference.ts';
export { standsFor } from './reporters/frameworks.ts';
export { findReporter } from './reporters/index.ts';
export { isSavedReport, readReport, type SavedReport } from './reporters/read-json.ts';
export { render } from './reporters/reporter.ts';
export { askRole, collectRole, explainRole, type RoleAnswers, readPolicyFile } from './role.ts';
export { type CaseResult, runCases } from './run-cases.ts';
export {
  collect,
  controlsOf,
  explainControl,
  type LiveOptions,
  permissionsFor,
  type ScanOptions,
  scan,
} from './scan.ts';
export { policyDocument } from './sources/aws/index.ts';
export { openInput, openInputs, unreadableInput } from './sources/input.ts';
export { snapshotLines } from './sources/snapshot/write.ts';
export type * from './types.ts';
export { version } from './version.ts';
