import { onTestFinished } from 'vitest';
import type { Estate } from '../../simulator/estate.ts';
import type { Fault } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import type { Fact, FactName } from '../../src/model/fact.ts';
import type { Resource, ResourceType } from '../../src/model/resource.ts';
import type { Gap, SnapshotHeader, SnapshotRecord } from '../../src/model/snapshot.ts';
import { type AwsOptions, openAws, type Wants } from '../../src/sources/aws/index.ts';

export const everyType: ReadonlySet<ResourceType> = new Set<ResourceType>([
  'AWS::SageMaker::NotebookInstance',
  'AWS::SageMaker::EndpointConfig',
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::InferenceComponent',
  'AWS::SageMaker::Model',
  'AWS::SageMaker::ModelPackage',
  'AWS::SageMaker::TrainingJob',
  'AWS::SageMaker::DataQualityJobDefinition',
  'AWS::SageMaker::ModelQualityJobDefinition',
  'AWS::SageMaker::ModelBiasJobDefinition',
  'AWS::SageMaker::ModelExplainabilityJobDefinition',
  'AWS::SageMaker::MonitoringSchedule',
  'AWS::SageMaker::Domain',
  'AWS::SageMaker::UserProfile',
  'AWS::SageMaker::Image',
  'AWS::SageMaker::AppImageConfig',
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
]);

export const everyFact: ReadonlySet<FactName> = new Set<FactName>([
  'bucket-owner',
  'bucket-policy',
  'bucket-encryption',
  'model-artifact',
  'endpoint-traffic',
  'account-buckets',
  'organization',
  'service-control-policies',
]);

/** Everything that a scan can be asked for. */
export const everything: Wants = { resourceTypes: everyType, facts: everyFact, tagsOf: everyType };

export function wanting(...types: ResourceType[]): Wants {
  return { resourceTypes: new Set(types), facts: new Set(), tagsOf: new Set() };
}

export const callerKeys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };

/** The environment of somebody with keys and nothing else, until the test ends. */
export function withKeys(environment: Readonly<Record<string, string>> = {}): void {
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  process.env = {
    PATH: before.PATH,
    AWS_ACCESS_KEY_ID: callerKeys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: callerKeys.secretAccessKey,
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...environment,
  };
}

export interface LiveOptions extends Partial<AwsOptions> {
  readonly estate: Estate;
  readonly faults?: readonly Fault[];
  readonly pageLimit?: number;
  /** Called with each record, before the next one is read. */
  readonly onRecord?: (record: SnapshotRecord) => void;
}

/** What a live collection gave, and what it asked. */
export class Collected {
  readonly header: SnapshotHeader;
  readonly records: readonly SnapshotRecord[];
  readonly simulator: Simulator;

  constructor(header: SnapshotHeader, records: readonly SnapshotRecord[], simulator: Simulator) {
    this.header = header;
    this.records = records;
    this.simulator = simulator;
  }

  resources<T extends ResourceType>(type?: T): Resource<T>[] {
    const resources = this.records.flatMap((record) => ('resource' in record ? [record.resource] : []));
    return (type === undefined ? resources : resources.filter((resource) => resource.type === type)) as Resource<T>[];
  }

  names(type: ResourceType): string[] {
    return this.resources(type)
      .map(({ name }) => name)
      .sort();
  }

  facts<N extends FactName>(name: N): Record<string, Fact<N>['value']> {
    const facts = this.records.flatMap((record) =>
      'fact' in record && record.fact.fact === name ? [record.fact] : [],
    );
    return Object.fromEntries(facts.map(({ subject, value }) => [subject, value])) as Record<string, Fact<N>['value']>;
  }

  get gaps(): Gap[] {
    return this.records.flatMap((record) => ('gap' in record ? [record.gap] : []));
  }

  /** How often each `service:Operation` was called. */
  get calls(): Readonly<Record<string, number>> {
    return this.simulator.callCounts;
  }
}

/** Collects a simulated estate, with retries that do not wait. */
export async function collectLive({
  estate,
  faults,
  pageLimit,
  onRecord,
  ...options
}: LiveOptions): Promise<Collected> {
  withKeys();
  const simulator = await startSimulator({
    estate,
    ...(faults === undefined ? {} : { faults }),
    ...(pageLimit === undefined ? {} : { pageLimit }),
  });
  onTestFinished(() => simulator.close());
  const { header, records } = await openAws({
    ...everything,
    regions: ['eu-west-1'],
    endpointUrl: simulator.url,
    jobsSince: null,
    knownAccountIds: [],
    endpointTrafficDays: 30,
    toolVersion: '0.0.0',
    now: estate.now,
    retries: { attempts: 3, delayMs: 1 },
    ...options,
  });
  const read: SnapshotRecord[] = [];
  for await (const record of records) {
    read.push(record);
    onRecord?.(record);
  }
  return new Collected(header, read, simulator);
}
