export type { LoadedConfig, LoadOptions } from './config/load.ts';
export type { Config } from './config/schema.ts';
export type { Baseline } from './engine/baseline.ts';
export type {
  Analysis,
  AnalysisOptions,
  Decision,
  PolicyResult,
  PolicySet,
  PolicySource,
  Question,
  Reached,
  ReachedPattern,
  ReadRole,
  Request,
  RolePolicies,
  StatementRef,
  Witness,
  WrittenStatement,
} from './iam/index.ts';
export type * from './model/control.ts';
export type * from './model/difference.ts';
export type * from './model/fact.ts';
export type * from './model/finding.ts';
export type * from './model/lookup.ts';
export type * from './model/report.ts';
export type * from './model/resource.ts';
export type * from './model/snapshot.ts';
export type * from './model/value.ts';
export type { ResourceView, View } from './model/view.ts';
export type { FindingWaiver, Waiver, WaiverState, WaiverUse } from './model/waiver.ts';
export type { Published, PublishedPlace } from './publish/security-hub.ts';
export type { ComplianceFramework } from './reporters/frameworks.ts';
export type * from './reporters/json-report.ts';
export type * from './reporters/reporter.ts';
