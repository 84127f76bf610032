import type { Place } from './place.ts';

/** What `Ref` and `Fn::GetAtt` give of a resource, as far as joins and policies need it. */
interface Identity {
  /** The property that names the resource. */
  readonly name: string;
  readonly ref: 'name' | 'arn';
  /** Attributes, besides the property above, that are the name. */
  readonly nameAttributes?: readonly string[];
  arn(name: string, place: Place, path: string): string;
}

function sagemaker(name: string, kind: string, ref: Identity['ref'] = 'arn'): Identity {
  return {
    name,
    ref,
    arn: (value, { partition, region, accountId }) =>
      `arn:${partition}:sagemaker:${region}:${accountId}:${kind}/${value}`,
  };
}

/** The types whose names and ARNs joins follow. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html */
const identities: Readonly<Record<string, Identity>> = {
  'AWS::SageMaker::NotebookInstance': sagemaker('NotebookInstanceName', 'notebook-instance'),
  'AWS::SageMaker::NotebookInstanceLifecycleConfig': sagemaker(
    'NotebookInstanceLifecycleConfigName',
    'notebook-instance-lifecycle-config',
  ),
  'AWS::SageMaker::EndpointConfig': sagemaker('EndpointConfigName', 'endpoint-config'),
  'AWS::SageMaker::Endpoint': sagemaker('EndpointName', 'endpoint'),
  'AWS::SageMaker::InferenceComponent': sagemaker('InferenceComponentName', 'inference-component'),
  'AWS::SageMaker::Model': sagemaker('ModelName', 'model'),
  'AWS::SageMaker::ModelPackage': sagemaker('ModelPackageName', 'model-package'),
  'AWS::SageMaker::DataQualityJobDefinition': sagemaker('JobDefinitionName', 'data-quality-job-definition'),
  'AWS::SageMaker::ModelQualityJobDefinition': sagemaker('JobDefinitionName', 'model-quality-job-definition'),
  'AWS::SageMaker::ModelBiasJobDefinition': sagemaker('JobDefinitionName', 'model-bias-job-definition'),
  'AWS::SageMaker::ModelExplainabilityJobDefinition': sagemaker(
    'JobDefinitionName',
    'model-explainability-job-definition',
  ),
  'AWS::SageMaker::MonitoringSchedule': sagemaker('MonitoringScheduleName', 'monitoring-schedule'),
  // A domain is told by its id, which is given to it; its logical id stands for that.
  'AWS::SageMaker::Domain': sagemaker('DomainId', 'domain', 'name'),
  'AWS::SageMaker::UserProfile': sagemaker('UserProfileName', 'user-profile', 'name'),
  'AWS::SageMaker::Image': sagemaker('ImageName', 'image'),
  'AWS::SageMaker::AppImageConfig': sagemaker('AppImageConfigName', 'app-image-config', 'name'),
  'AWS::IAM::Role': {
    name: 'RoleName',
    ref: 'name',
    arn: (name, { partition, accountId }, path) => `arn:${partition}:iam::${accountId}:role${path}${name}`,
  },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName',
    ref: 'arn',
    nameAttributes: ['PolicyName'],
    arn: (name, { partition, accountId }, path) => `arn:${partition}:iam::${accountId}:policy${path}${name}`,
  },
  'AWS::S3::Bucket': {
    name: 'BucketName',
    ref: 'name',
    arn: (name, { partition }) => `arn:${partition}:s3:::${name.toLowerCase()}`,
  },
};

/** What the attributes of these are is for others to decide, so that nothing can be said of them. */
const opaque = /^(?:Custom::|AWS::CloudFormation::|AWS::SSM::Parameter$|AWS::Serverless::)/;

export function identityOf(type: string): Identity | undefined {
  return Object.hasOwn(identities, type) ? identities[type] : undefined;
}

/**
 * What stands for `Ref` (no attribute) or `Fn::GetAtt` of a resource that `identityOf` does not know.
 * `undefined`: nothing can be said, not even that it will be set.
 */
export function standInOf(
  type: string,
  attribute: string | undefined,
  name: string,
  { partition, region, accountId }: Place,
): { standIn?: string } | undefined {
  if (opaque.test(type)) return undefined;
  if (attribute === undefined) return { standIn: name };
  if (!/arn$/i.test(attribute)) return /(?:Name|Id)$/.test(attribute) ? { standIn: name } : {};
  const [, service = '', kind = ''] = type.toLowerCase().split('::');
  return { standIn: `arn:${partition}:${service}:${region}:${accountId}:${kind}/${name}` };
}
