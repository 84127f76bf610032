import type {
  ContainerDefinition,
  DescribeEndpointConfigOutput,
  DescribeEndpointOutput,
  DescribeInferenceComponentOutput,
  DescribeModelOutput,
  DescribeModelPackageOutput,
  ProductionVariant,
} from '@aws-sdk/client-sagemaker';
import type { MetricSeries } from '../../simulator/estate.ts';
import { deletedBucket, modelBucket, panelBucket, sampleBucket, usBucket } from './buckets.ts';
import { arn, daysAgo, deepLearningImage, keyArn, networkOf, type Place, roleArn } from './place.ts';

/** The main region's models. Those without `closed` reach the network and stay out of the VPC. */
export function models(place: Place): DescribeModelOutput[] {
  const xgboost = `141502667606.dkr.ecr.${place.region}.amazonaws.com/sagemaker-xgboost:1.7-1`;
  const pytorch = deepLearningImage(place, 'pytorch-inference', '2.6.0-cpu-py312');
  const artifact = (key: string, Image = xgboost): ContainerDefinition => ({
    Image,
    Mode: 'SingleModel',
    ModelDataUrl: `s3://${modelBucket}/${key}`,
    Environment: {},
  });
  return [
    model(place, 'fraud-xgb-v12', [artifact('fraud/v12/model.tar.gz')], { days: 20, closed: true }),
    model(place, 'fraud-xgb-v11', [artifact('fraud/v11/model.tar.gz')], { days: 140, closed: true }),
    model(place, 'churn-xgb-v3', [artifact('churn/v3/model.tar.gz')], { days: 95 }),
    model(place, 'pricing-gbm-v1', [artifact('pricing/v1/model.tar.gz')], { days: 420 }),
    model(
      place,
      'recs-two-tower',
      [{ Image: pytorch, Mode: 'SingleModel', ModelDataUrl: `s3://${deletedBucket}/two-tower/model.tar.gz` }],
      { days: 510 },
    ),
    model(place, 'search-minilm', [artifact('search/minilm/model.tar.gz', pytorch)], { days: 60 }),
    model(
      place,
      'document-layout',
      [
        {
          Image: pytorch,
          Mode: 'SingleModel',
          ModelDataUrl: `https://${panelBucket}.s3.amazonaws.com/models/layout.tar.gz`,
        },
      ],
      { days: 75, closed: true },
    ),
    model(
      place,
      'basket-per-store',
      [{ Image: xgboost, Mode: 'MultiModel', ModelDataUrl: `s3://${modelBucket}/basket/` }],
      { days: 130, closed: true },
    ),
    model(
      place,
      'ranking-ensemble',
      [
        { ...artifact('ensemble/preprocess/model.tar.gz'), ContainerHostname: 'preprocess' },
        { ...artifact('ensemble/rank/model.tar.gz'), ContainerHostname: 'rank' },
      ],
      { days: 33, closed: true },
    ),
    model(
      place,
      'review-summarizer',
      [
        {
          Image: pytorch,
          Mode: 'SingleModel',
          ModelDataUrl: `s3://${sampleBucket}/text-summarization/bart/model.tar.gz`,
        },
      ],
      { days: 45 },
    ),
    model(place, 'feature-transformer', [{ Image: pytorch, Mode: 'SingleModel' }], { days: 200, closed: true }),
  ];
}

/** The second region's models: one behind an inference component, one from a model package. */
export function secondRegionModels(place: Place): DescribeModelOutput[] {
  const lmi = deepLearningImage(place, 'djl-inference', '0.33.0-lmi15.0.0-cu128');
  return [
    model(
      place,
      'assistant-llm',
      [
        {
          Image: lmi,
          Mode: 'SingleModel',
          ModelDataSource: {
            S3DataSource: {
              S3Uri: `s3://${usBucket}/assistant/base/`,
              S3DataType: 'S3Prefix',
              CompressionType: 'None',
            },
          },
        },
      ],
      { days: 70, closed: true },
    ),
    model(place, 'assistant-canary', [{ ModelPackageName: arn(place, 'model-package', 'assistant/7') }], {
      days: 6,
      closed: true,
    }),
    model(place, 'assistant-embedder', [{ Image: lmi, Mode: 'SingleModel' }], { days: 70 }),
  ];
}

export function modelPackages(place: Place): DescribeModelPackageOutput[] {
  return [
    {
      ModelPackageName: 'assistant',
      ModelPackageGroupName: 'assistant',
      ModelPackageVersion: 7,
      ModelPackageArn: arn(place, 'model-package', 'assistant/7'),
      CreationTime: daysAgo(place, 7),
      InferenceSpecification: {
        Containers: [
          {
            Image: deepLearningImage(place, 'djl-inference', '0.33.0-lmi15.0.0-cu128'),
            ModelDataUrl: `s3://${usBucket}/assistant/canary/model.tar.gz`,
          },
        ],
        SupportedContentTypes: ['application/json'],
        SupportedResponseMIMETypes: ['application/json'],
      },
      ModelPackageStatus: 'Completed',
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      ModelApprovalStatus: 'Approved',
    },
  ];
}

export function endpointConfigs(place: Place): DescribeEndpointConfigOutput[] {
  return [
    config(place, 'fraud-scoring-v12', 20, [variant('AllTraffic', 'fraud-xgb-v12', 2)], { capture: true }),
    config(place, 'fraud-scoring-v11', 140, [variant('AllTraffic', 'fraud-xgb-v11', 2)]),
    config(place, 'churn-scoring-v3', 95, [variant('AllTraffic', 'churn-xgb-v3', 1)]),
    config(place, 'pricing-legacy', 420, [
      variant('champion', 'pricing-gbm-v1', 2),
      variant('challenger', 'feature-transformer', 1),
    ]),
    config(place, 'recs-ranker', 510, [variant('AllTraffic', 'recs-two-tower', 3)]),
    config(place, 'search-embeddings', 60, [
      {
        VariantName: 'AllTraffic',
        ModelName: 'search-minilm',
        InitialVariantWeight: 1,
        ServerlessConfig: { MemorySizeInMB: 4096, MaxConcurrency: 20 },
      },
    ]),
    config(place, 'document-extraction', 75, [variant('AllTraffic', 'document-layout', 2)], {
      asynchronous: true,
      capture: true,
    }),
    config(place, 'basket-per-store', 130, [variant('AllTraffic', 'basket-per-store', 2)]),
    config(place, 'ranking-ensemble', 33, [variant('AllTraffic', 'ranking-ensemble', 4)], { capture: true }),
    config(place, 'review-summaries', 45, [variant('AllTraffic', 'review-summarizer', 2)]),
    // The model behind this configuration was deleted under the running endpoint.
    config(place, 'vision-qa', 160, [variant('AllTraffic', 'vision-resnet', 2)]),
  ];
}

export function secondRegionEndpointConfigs(place: Place): DescribeEndpointConfigOutput[] {
  return [
    {
      ...config(place, 'llm-gateway', 70, [
        {
          VariantName: 'AllTraffic',
          InstanceType: 'ml.g5.12xlarge',
          InitialInstanceCount: 2,
          InitialVariantWeight: 1,
          ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 2, MaxInstanceCount: 6 },
        },
      ]),
      ExecutionRoleArn: roleArn('model-serving'),
      EnableNetworkIsolation: true,
      VpcConfig: networkOf(place),
    },
    {
      ...config(place, 'assistant-canary', 5, [variant('AllTraffic', 'assistant-canary', 2)]),
      ShadowProductionVariants: [variant('shadow', 'assistant-embedder', 1)],
    },
  ];
}

export function endpoints(place: Place): DescribeEndpointOutput[] {
  const configs = endpointConfigs(place);
  const named = (name: string, configName: string, days: number) => endpoint(place, name, configName, days, configs);
  return [
    named('fraud-scoring', 'fraud-scoring-v12', 400),
    named('churn-scoring', 'churn-scoring-v3', 300),
    named('pricing-legacy', 'pricing-legacy', 420),
    named('recs-ranker', 'recs-ranker', 510),
    named('search-embeddings', 'search-embeddings', 60),
    named('document-extraction', 'document-extraction', 75),
    named('basket-per-store', 'basket-per-store', 130),
    named('ranking-ensemble', 'ranking-ensemble', 33),
    named('review-summaries', 'review-summaries', 45),
    named('vision-qa', 'vision-qa', 160),
  ];
}

export function secondRegionEndpoints(place: Place): DescribeEndpointOutput[] {
  const configs = secondRegionEndpointConfigs(place);
  return [
    endpoint(place, 'llm-gateway', 'llm-gateway', 70, configs),
    endpoint(place, 'assistant-canary', 'assistant-canary', 5, configs),
  ];
}

export function inferenceComponents(place: Place): DescribeInferenceComponentOutput[] {
  const component = (name: string, specification: DescribeInferenceComponentOutput['Specification']) => ({
    InferenceComponentName: name,
    InferenceComponentArn: arn(place, 'inference-component', name),
    EndpointName: 'llm-gateway',
    EndpointArn: arn(place, 'endpoint', 'llm-gateway'),
    VariantName: 'AllTraffic',
    Specification: specification,
    RuntimeConfig: { DesiredCopyCount: 2, CurrentCopyCount: 2 },
    CreationTime: daysAgo(place, 69),
    LastModifiedTime: daysAgo(place, 69),
    InferenceComponentStatus: 'InService' as const,
  });
  const compute = { NumberOfAcceleratorDevicesRequired: 2, MinMemoryRequiredInMb: 16_384 };
  return [
    component('assistant-llm', { ModelName: 'assistant-llm', ComputeResourceRequirements: compute }),
    component('assistant-support-adapter', {
      BaseInferenceComponentName: 'assistant-llm',
      Container: { ArtifactUrl: `s3://${usBucket}/assistant/base/config.json` },
    }),
  ];
}

/** Thirty days of traffic. An endpoint without a series was not called. */
export function metrics(place: Place): MetricSeries[] {
  return [
    ...[
      'fraud-scoring',
      'churn-scoring',
      'recs-ranker',
      'search-embeddings',
      'basket-per-store',
      'review-summaries',
    ].map((name, index) =>
      traffic(place, 'Invocations', { EndpointName: name, VariantName: 'AllTraffic' }, 900 * (index + 1)),
    ),
    traffic(place, 'Invocations', { EndpointName: 'ranking-ensemble', VariantName: 'AllTraffic' }, 70, 9),
    traffic(place, 'Invocations', { EndpointName: 'vision-qa', VariantName: 'AllTraffic' }, 12),
    // Asynchronous endpoints publish no `Invocations`.
    traffic(place, 'InvocationsProcessed', { EndpointName: 'document-extraction', VariantName: 'AllTraffic' }, 40),
    // Its last request came before the observation window.
    traffic(place, 'Invocations', { EndpointName: 'pricing-legacy', VariantName: 'champion' }, 300, 1, 44),
  ];
}

/** Components publish under their own name, without the endpoint's. */
export function secondRegionMetrics(place: Place): MetricSeries[] {
  return [traffic(place, 'Invocations', { InferenceComponentName: 'assistant-llm' }, 2400)];
}

function traffic(
  place: Place,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
  perDay: number,
  everyDays = 1,
  lastDay = 0,
): MetricSeries {
  const days = Array.from({ length: 31 }, (_, day) => day + lastDay).filter((day) => day % everyDays === 0);
  return {
    metric: {
      Namespace: 'AWS/SageMaker',
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    datapoints: days.map((day) => ({
      Timestamp: daysAgo(place, day + 0.25),
      Sum: perDay + ((day * 37) % 50),
      SampleCount: perDay,
    })),
  };
}

function model(
  place: Place,
  name: string,
  containers: ContainerDefinition[],
  { days, closed = false }: { days: number; closed?: boolean },
): DescribeModelOutput {
  const [only] = containers;
  return {
    ModelName: name,
    ModelArn: arn(place, 'model', name),
    ...(containers.length === 1 ? { PrimaryContainer: only } : { Containers: containers }),
    ...(containers.length > 1 && { InferenceExecutionConfig: { Mode: 'Serial' as const } }),
    ExecutionRoleArn: roleArn('model-serving'),
    ...(closed && { VpcConfig: networkOf(place) }),
    EnableNetworkIsolation: closed,
    CreationTime: daysAgo(place, days),
  };
}

function variant(VariantName: string, ModelName: string, InitialInstanceCount: number): ProductionVariant {
  return { VariantName, ModelName, InitialInstanceCount, InstanceType: 'ml.m5.xlarge', InitialVariantWeight: 1 };
}

function config(
  place: Place,
  name: string,
  days: number,
  variants: ProductionVariant[],
  { capture = false, asynchronous = false } = {},
): DescribeEndpointConfigOutput {
  return {
    EndpointConfigName: name,
    EndpointConfigArn: arn(place, 'endpoint-config', name),
    ProductionVariants: variants,
    KmsKeyId: keyArn(place),
    CreationTime: daysAgo(place, days),
    EnableNetworkIsolation: false,
    ...(capture && {
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 20,
        DestinationS3Uri: `s3://${modelBucket}/capture/${name}`,
        CaptureOptions: [{ CaptureMode: 'InputAndOutput' as const }],
      },
    }),
    ...(asynchronous && {
      AsyncInferenceConfig: { OutputConfig: { S3OutputPath: `s3://${modelBucket}/async/${name}` } },
    }),
  };
}

function endpoint(
  place: Place,
  name: string,
  configName: string,
  days: number,
  configs: readonly DescribeEndpointConfigOutput[],
): DescribeEndpointOutput {
  const used = configs.find((candidate) => candidate.EndpointConfigName === configName);
  const running = (variants: readonly ProductionVariant[] = []) =>
    variants.map(({ VariantName, InitialInstanceCount: count, ServerlessConfig: serverless }) => ({
      VariantName,
      CurrentWeight: 1,
      DesiredWeight: 1,
      ...(serverless === undefined
        ? { CurrentInstanceCount: count, DesiredInstanceCount: count }
        : { CurrentServerlessConfig: serverless, CurrentInstanceCount: 0, DesiredInstanceCount: 0 }),
    }));
  return {
    EndpointName: name,
    EndpointArn: arn(place, 'endpoint', name),
    EndpointConfigName: configName,
    ProductionVariants: running(used?.ProductionVariants),
    ...(used?.ShadowProductionVariants !== undefined && {
      ShadowProductionVariants: running(used.ShadowProductionVariants),
    }),
    ...(used?.AsyncInferenceConfig !== undefined && { AsyncInferenceConfig: used.AsyncInferenceConfig }),
    EndpointStatus: 'InService',
    CreationTime: daysAgo(place, days),
    LastModifiedTime: used?.CreationTime ?? daysAgo(place, days),
  };
}
