import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import type {
  AppImageConfigDetails,
  DescribeDataQualityJobDefinitionResponse,
  DescribeDomainResponse,
  DescribeEndpointConfigOutput,
  DescribeEndpointOutput,
  DescribeInferenceComponentOutput,
  DescribeModelBiasJobDefinitionResponse,
  DescribeModelExplainabilityJobDefinitionResponse,
  DescribeModelOutput,
  DescribeModelPackageOutput,
  DescribeModelQualityJobDefinitionResponse,
  DescribeMonitoringScheduleResponse,
  DescribeNotebookInstanceOutput,
  DescribeTrainingJobResponse,
  DescribeUserProfileResponse,
  Image,
} from '@aws-sdk/client-sagemaker';
import type { Unknown } from './value.ts';
import type { WaiverClaim } from './waiver.ts';

/** An AWS answer as JSON: dates are ISO 8601 strings, in UTC. */
export type Json<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { [K in keyof T]: Json<T[K]> }
      : T;

/** The resource types that sagevet reads, each with the AWS answer whose names its properties carry. */
export interface AwsShapes {
  'AWS::SageMaker::NotebookInstance': DescribeNotebookInstanceOutput;
  'AWS::SageMaker::EndpointConfig': DescribeEndpointConfigOutput;
  'AWS::SageMaker::Endpoint': DescribeEndpointOutput;
  'AWS::SageMaker::InferenceComponent': DescribeInferenceComponentOutput;
  'AWS::SageMaker::Model': DescribeModelOutput;
  'AWS::SageMaker::ModelPackage': DescribeModelPackageOutput;
  'AWS::SageMaker::TrainingJob': DescribeTrainingJobResponse;
  'AWS::SageMaker::DataQualityJobDefinition': DescribeDataQualityJobDefinitionResponse;
  'AWS::SageMaker::ModelQualityJobDefinition': DescribeModelQualityJobDefinitionResponse;
  'AWS::SageMaker::ModelBiasJobDefinition': DescribeModelBiasJobDefinitionResponse;
  'AWS::SageMaker::ModelExplainabilityJobDefinition': DescribeModelExplainabilityJobDefinitionResponse;
  'AWS::SageMaker::MonitoringSchedule': DescribeMonitoringScheduleResponse;
  'AWS::SageMaker::Domain': DescribeDomainResponse;
  'AWS::SageMaker::UserProfile': DescribeUserProfileResponse;
  'AWS::SageMaker::Image': Image;
  'AWS::SageMaker::AppImageConfig': AppImageConfigDetails;
  'AWS::IAM::Role': RoleDetail;
  'AWS::IAM::ManagedPolicy': ManagedPolicyDetail;
}

export type ResourceType = keyof AwsShapes;

/** The properties of a resource type, with the names of the AWS answer. */
export type Properties<T extends ResourceType> = Json<Required<AwsShapes>[T]>;

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Where a resource was read: an AWS operation, or a place in a file. */
export type Origin =
  | { readonly kind: 'api'; readonly operation: string }
  | {
      readonly kind: 'file';
      readonly file: string;
      /** The resource's name in the file's own words: a logical id, a Terraform address. */
      readonly address: string;
      readonly position?: Position;
      /** Positions of single properties, by property path. */
      readonly properties?: Readonly<Record<string, Position>>;
      /** Why the resource may not come to exist: `condition `IsProduction` cannot be decided: parameter `Stage` has no default`. */
      readonly conditional?: string;
    };

/** One AWS resource, as AWS describes it. */
export interface Resource<T extends ResourceType = ResourceType> {
  readonly type: T;
  /** Left out where the input cannot know it: in a template, before deployment. */
  readonly arn?: string;
  readonly name: string;
  /** Twelve digits; empty where the input cannot know it. */
  readonly accountId: string;
  /** Empty where the input cannot know it. */
  readonly region: string;
  /** Left out when nobody asked for them. */
  readonly tags?: readonly Tag[] | Unknown;
  readonly properties: Readonly<Partial<Properties<T>>> | Readonly<Record<string, unknown>>;
  /** The answer with the full properties could not be had: what is not among `properties` is unknown, for this reason. */
  readonly unread?: string;
  /** The resource does not exist any more, by this evidence: `deleted while the scan ran`. */
  readonly gone?: string;
  readonly origin: Origin;
  /** Waivers that the file holds at the resource itself. */
  readonly waivers?: readonly WaiverClaim[];
}

/** What names a resource within a snapshot: its ARN, or its address where there is none yet. */
export function resourceId(resource: { arn?: string; name: string; origin: Origin }): string {
  if (resource.arn !== undefined) return resource.arn;
  return resource.origin.kind === 'file' ? `${resource.origin.file}#${resource.origin.address}` : resource.name;
}
