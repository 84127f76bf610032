import type { Fact } from '../../src/model/fact.ts';
import type { Resource, ResourceType } from '../../src/model/resource.ts';
import type { HeldSnapshot, SnapshotRecord } from '../../src/model/snapshot.ts';
import { project } from '../../src/sources/aws/project.ts';
import { toSnapshot } from '../support/estate.ts';
import { hardenedEstate } from '../support/hardened-estate.ts';
import { type Changes, change, type Written } from './changes.ts';

type Answer = Resource | Fact;

const keys: Readonly<Record<string, readonly [type: ResourceType, name?: string]>> = {
  role: ['AWS::IAM::Role', 'churn-notebooks'],
  trainingRole: ['AWS::IAM::Role', 'churn-training'],
  notebook: ['AWS::SageMaker::NotebookInstance'],
  model: ['AWS::SageMaker::Model'],
  endpointConfig: ['AWS::SageMaker::EndpointConfig'],
  endpoint: ['AWS::SageMaker::Endpoint'],
  dataQuality: ['AWS::SageMaker::DataQualityJobDefinition'],
  modelQuality: ['AWS::SageMaker::ModelQualityJobDefinition'],
  bias: ['AWS::SageMaker::ModelBiasJobDefinition'],
  explainability: ['AWS::SageMaker::ModelExplainabilityJobDefinition'],
  schedule: ['AWS::SageMaker::MonitoringSchedule'],
  domain: ['AWS::SageMaker::Domain'],
  ana: ['AWS::SageMaker::UserProfile', 'd-a1b2c3d4e5f6/ana'],
  ben: ['AWS::SageMaker::UserProfile', 'd-a1b2c3d4e5f6/ben'],
  image: ['AWS::SageMaker::Image'],
  appImageConfig: ['AWS::SageMaker::AppImageConfig'],
  trainingJob: ['AWS::SageMaker::TrainingJob'],
};

/** The hardened estate as Describe answers, and facts under their own names. */
const hardened: Written<Answer> = Object.fromEntries<Answer>([
  ...hardenedEstate.resources.map((resource): [string, Answer] => [keyOf(resource), resource]),
  ...hardenedEstate.facts.map((fact): [string, Answer] => [fact.fact, fact]),
]);

function keyOf({ type, name }: Resource): string {
  const found = Object.entries(keys).find(([, [of, called = name]]) => of === type && called === name);
  if (found === undefined) throw new Error(`${type} ${name} has no key`);
  return found[0];
}

/** The estate with changes, as the collectors hand it on: every answer goes through their projection. */
export function described(changes: Changes): HeldSnapshot {
  const answers = Object.values(change(hardened, changes, contentOf));
  const resources = answers.filter((answer) => 'type' in answer).map(projected);
  const facts = answers.filter((answer) => 'fact' in answer);
  const { header, records } = toSnapshot({ ...hardenedEstate, resources, facts });
  return { header, records: records as SnapshotRecord[] };
}

/** Changes go to properties; `tags` stand beside them. */
function contentOf(answer: Answer): object {
  if ('fact' in answer) return answer.value as object;
  return Object.defineProperty(answer.properties, 'tags', {
    configurable: true,
    enumerable: false,
    get: () => answer.tags,
    set: (tags) => Object.assign(answer, { tags }),
  });
}

function projected(resource: Resource): Resource {
  const answer = withDates(resource.properties) as object;
  const noise = { $metadata: { httpStatusCode: 200 }, FailureReason: '', Url: 'example.notebook.eu-west-1.aws' };
  return { ...resource, properties: project(resource.type, { ...noise, ...answer }) };
}

/** The SDK hands out dates as objects. */
function withDates(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withDates(member)]));
}
