import type { Asked, Caller, Service } from './caller.ts';
import { regionOf } from './caller.ts';
import type { Region } from './estate.ts';
import { trainingJobsOf } from './jobs.ts';
import { mergeJson, toJson, toJsonOnce } from './json.ts';
import type { RawRequest } from './request.ts';
import { type Input, type ListOperation, lists } from './sagemaker-lists.ts';
import { search } from './sagemaker-search.ts';
import { AwsError } from './wire.ts';

/** SageMaker's JSON 1.1 protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const sagemaker: Service = {
  protocol: 'json',
  regional: true,
  read(request) {
    const operation = (request.headers['x-amz-target'] ?? '').replace(/^SageMaker\./, '');
    const input = parseInput(request);
    return {
      operation,
      action: `sagemaker:${operation}`,
      resources: Object.entries(input).flatMap(([name, value]) =>
        typeof value === 'string' && name !== 'NextToken' ? [value] : [],
      ),
      answer: (caller) => ({
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: run(operation, input, caller),
      }),
    } satisfies Asked;
  },
};

function run(operation: string, input: Input, caller: Caller): string {
  if (operation === 'Search') return search(input, caller);
  const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (perform === undefined) throw new AwsError('UnknownOperationException', `Unknown operation ${operation}`);
  return perform(input, caller);
}

const describes: Readonly<Record<string, ListOperation>> = {
  DescribeTrainingJob(input, caller) {
    const jobs = trainingJobsOf(regionOf(caller));
    const index = jobs.indexOf(required(input, 'TrainingJobName'));
    if (index === -1) throw notFound('Requested resource not found.');
    return mergeJson(toJsonOnce(jobs.constant(index)), toJson(jobs.varying(index)));
  },

  DescribeNotebookInstance: describe(
    (region) => region.notebookInstances,
    ['NotebookInstanceName'],
    () => new AwsError('ValidationException', 'RecordNotFound'),
  ),
  DescribeNotebookInstanceLifecycleConfig: describe(
    (region) => region.notebookInstanceLifecycleConfigs,
    ['NotebookInstanceLifecycleConfigName'],
    (name) =>
      new AwsError(
        'ValidationException',
        `Unable to describe Notebook Instance Lifecycle Config '${name}'. Details: RecordNotFound`,
      ),
  ),
  DescribeEndpointConfig: describe(
    (region) => region.endpointConfigs,
    ['EndpointConfigName'],
    couldNotFind('endpoint configuration', 'endpoint-config'),
  ),
  DescribeEndpoint: describe((region) => region.endpoints, ['EndpointName'], couldNotFind('endpoint', 'endpoint')),
  DescribeInferenceComponent: describe(
    (region) => region.inferenceComponents,
    ['InferenceComponentName'],
    couldNotFind('inference component', 'inference-component'),
  ),
  DescribeModel: describe((region) => region.models, ['ModelName'], couldNotFind('model', 'model')),
  DescribeModelPackage: describeModelPackage,

  DescribeDataQualityJobDefinition: describe((region) => region.dataQualityJobDefinitions, ['JobDefinitionName']),
  DescribeModelBiasJobDefinition: describe((region) => region.modelBiasJobDefinitions, ['JobDefinitionName']),
  DescribeModelQualityJobDefinition: describe((region) => region.modelQualityJobDefinitions, ['JobDefinitionName']),
  DescribeModelExplainabilityJobDefinition: describe(
    (region) => region.modelExplainabilityJobDefinitions,
    ['JobDefinitionName'],
  ),
  DescribeMonitoringSchedule: describe((region) => region.monitoringSchedules, ['MonitoringScheduleName']),

  DescribeDomain: describe((region) => region.domains, ['DomainId']),
  DescribeUserProfile: describe((region) => region.userProfiles, ['DomainId', 'UserProfileName']),
  DescribeSpace: describe((region) => region.spaces, ['DomainId', 'SpaceName']),
  DescribeImage: describe((region) => region.images, ['ImageName']),
  DescribeAppImageConfig: describe((region) => region.appImageConfigs, ['AppImageConfigName']),
};

const operations = { ...lists, ...describes };

function describe<K extends string>(
  items: (region: Region) => readonly Readonly<Partial<Record<K, unknown>>>[] | undefined,
  keys: readonly K[],
  missing: (name: string, caller: Caller) => AwsError = (name) => notFound(`Requested resource ${name} not found.`),
): ListOperation {
  return (input, caller) => {
    const names = keys.map((key) => required(input, key));
    const found = items(regionOf(caller))?.find((item) => keys.every((key, index) => item[key] === names[index]));
    if (found === undefined) throw missing(names.join('/'), caller);
    return toJsonOnce(found);
  };
}

/** A package is named by name or by versioned ARN, which may be another account's. */
function describeModelPackage(input: Input, caller: Caller): string {
  const name = required(input, 'ModelPackageName');
  const found = regionOf(caller).modelPackages?.find(
    (item) => item.ModelPackageArn === name || item.ModelPackageName === name,
  );
  if (found !== undefined) return toJsonOnce(found);
  const owner = name.startsWith('arn:') ? name.split(':')[4] : caller.account.accountId;
  if (owner === caller.account.accountId) throw couldNotFind('model package', 'model-package')(name, caller);
  throw new AwsError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: sagemaker:DescribeModelPackage on resource: ${name} because no resource-based policy allows the sagemaker:DescribeModelPackage action`,
  );
}

function parseInput(request: RawRequest): Input {
  try {
    const input: unknown = JSON.parse(request.body === '' ? '{}' : request.body);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input };
  } catch {}
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
}

function required(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFound', message);
}

function couldNotFind(what: string, kind: string): (name: string, caller: Caller) => AwsError {
  return (name, { region, account }) => {
    const arn = name.startsWith('arn:') ? name : `arn:aws:sagemaker:${region}:${account.accountId}:${kind}/${name}`;
    return new AwsError('ValidationException', `Could not find ${what} "${arn}".`);
  };
}
