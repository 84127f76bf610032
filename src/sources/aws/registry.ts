import type { FactName } from '../../model/fact.ts';
import type { ResourceType } from '../../model/resource.ts';
import { appImageConfigs } from './collectors/app-image-config.ts';
import { domains } from './collectors/domain.ts';
import { endpoints } from './collectors/endpoint.ts';
import { endpointConfigs } from './collectors/endpoint-config.ts';
import { images } from './collectors/image.ts';
import { inferenceComponents } from './collectors/inference-component.ts';
import { jobDefinitions } from './collectors/job-definition.ts';
import { models } from './collectors/model.ts';
import { modelPackages } from './collectors/model-package.ts';
import { monitoringSchedules } from './collectors/monitoring-schedule.ts';
import { notebookInstances } from './collectors/notebook-instance.ts';
import { trainingJobs } from './collectors/training-job.ts';
import { userProfiles } from './collectors/user-profile.ts';
import { endpointTraffic } from './facts/endpoint-traffic.ts';
import { modelArtifacts } from './facts/model-artifact.ts';
import type { Collector, Wants } from './types.ts';

const collectors: readonly Collector[] = [
  notebookInstances,
  endpointConfigs,
  endpoints,
  inferenceComponents,
  models,
  modelPackages,
  trainingJobs,
  ...jobDefinitions,
  monitoringSchedules,
  domains,
  userProfiles,
  images,
  appImageConfigs,
  endpointTraffic,
  modelArtifacts,
];

/** Types of which only those are read that others name; that one is missing says nothing. */
const readByReference: ReadonlySet<ResourceType> = new Set([
  'AWS::SageMaker::ModelPackage',
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
]);

/** What a scan runs. */
export interface Plan {
  readonly collectors: readonly Collector[];
  /** The types that other collectors of the plan need. */
  readonly kept: ReadonlySet<ResourceType>;
  /** The types of which everything is read. */
  readonly complete: readonly ResourceType[];
}

/** The collectors that the wanted types and facts need, and no other. */
export function planFor({ resourceTypes, facts }: Wants): Plan {
  const running = new Set<Collector>();
  const kept = new Set<ResourceType>();
  const add = (collector: Collector): void => {
    if (running.has(collector)) return;
    running.add(collector);
    for (const type of collector.needs ?? []) {
      kept.add(type);
      for (const needed of collectors) if (needed.resourceType === type) add(needed);
    }
  };
  for (const collector of collectors) if (isWanted(collector, resourceTypes, facts)) add(collector);
  const planned = collectors.filter((collector) => running.has(collector));
  const complete = planned.flatMap(({ resourceType }) =>
    resourceType === undefined || readByReference.has(resourceType) ? [] : [resourceType],
  );
  return { collectors: planned, kept, complete };
}

function isWanted(
  { resourceType, facts = [] }: Collector,
  resourceTypes: ReadonlySet<ResourceType>,
  wantedFacts: ReadonlySet<FactName>,
): boolean {
  return (resourceType !== undefined && resourceTypes.has(resourceType)) || facts.some((fact) => wantedFacts.has(fact));
}
