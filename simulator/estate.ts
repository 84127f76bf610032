import type { Datapoint, Metric, StatusCode } from '@aws-sdk/client-cloudwatch';
import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import type { OrganizationFeatureSet, Policy } from '@aws-sdk/client-organizations';
import type { _Object, ServerSideEncryptionConfiguration } from '@aws-sdk/client-s3';
import type {
  DescribeAppImageConfigResponse,
  DescribeDataQualityJobDefinitionResponse,
  DescribeDomainResponse,
  DescribeEndpointConfigOutput,
  DescribeEndpointOutput,
  DescribeImageResponse,
  DescribeInferenceComponentOutput,
  DescribeModelBiasJobDefinitionResponse,
  DescribeModelExplainabilityJobDefinitionResponse,
  DescribeModelOutput,
  DescribeModelPackageOutput,
  DescribeModelQualityJobDefinitionResponse,
  DescribeMonitoringScheduleResponse,
  DescribeNotebookInstanceLifecycleConfigOutput,
  DescribeNotebookInstanceOutput,
  DescribeSpaceResponse,
  DescribeTrainingJobResponse,
  DescribeUserProfileResponse,
  Tag,
} from '@aws-sdk/client-sagemaker';
import type { TrainingJobHistory } from './history.ts';

/** What the simulator serves: accounts in AWS's own shapes. The first account is the caller's. */
export interface Estate {
  /** The moment that the estate describes; metrics retention and session expiry are judged against it. */
  readonly now: Date;
  readonly accounts: readonly Account[];
  /** Managed policies that AWS owns (`arn:aws:iam::aws:policy/…`), seen from every account. */
  readonly awsManagedPolicies?: readonly ManagedPolicyDetail[];
  /** The organization of the accounts that it names as targets; without one, Organizations is not in use. */
  readonly organization?: OrganizationEstate;
}

/** An organization with its service control policies, in AWS's own shapes. */
export interface OrganizationEstate {
  /** `o-…` */
  readonly id: string;
  readonly managementAccountId: string;
  /** Default `ALL`. */
  readonly featureSet?: OrganizationFeatureSet;
  /** Member accounts that may read the organization's policies, as the management account may. */
  readonly delegatedAdministrators?: readonly string[];
  /** The root, its organizational units and accounts. */
  readonly targets: readonly OrganizationTarget[];
  readonly policies: readonly Policy[];
}

/** What policies are attached to: the root (which has no parent), a unit, or an account. */
export interface OrganizationTarget {
  /** `r-…`, `ou-…`, or an account id. */
  readonly id: string;
  readonly parent?: string;
  /** Ids of policies, `p-…`. */
  readonly policies: readonly string[];
}

/** One AWS account. Policy documents are plain JSON text; the simulator URL-encodes them as IAM does. */
export interface Account {
  readonly accountId: string;
  /** Resources by region. A region that is not named here, but enabled in every account, is empty. */
  readonly regions?: Readonly<Record<string, Region>>;
  /** Regions beyond AWS's default ones that this account has opted into. */
  readonly optedInRegions?: readonly string[];
  readonly roles?: readonly RoleDetail[];
  readonly managedPolicies?: readonly ManagedPolicyDetail[];
  readonly buckets?: readonly BucketEstate[];
}

/** The SageMaker resources of one region, each as its Describe operation answers, and their metrics. */
export interface Region {
  readonly notebookInstances?: readonly DescribeNotebookInstanceOutput[];
  readonly notebookInstanceLifecycleConfigs?: readonly DescribeNotebookInstanceLifecycleConfigOutput[];
  readonly endpointConfigs?: readonly DescribeEndpointConfigOutput[];
  readonly endpoints?: readonly DescribeEndpointOutput[];
  readonly inferenceComponents?: readonly DescribeInferenceComponentOutput[];
  readonly models?: readonly DescribeModelOutput[];
  readonly modelPackages?: readonly DescribeModelPackageOutput[];
  readonly trainingJobs?: readonly DescribeTrainingJobResponse[];
  /** A generated history, served beside `trainingJobs` without being held in memory. */
  readonly trainingJobHistory?: TrainingJobHistory;
  readonly dataQualityJobDefinitions?: readonly DescribeDataQualityJobDefinitionResponse[];
  readonly modelBiasJobDefinitions?: readonly DescribeModelBiasJobDefinitionResponse[];
  readonly modelQualityJobDefinitions?: readonly DescribeModelQualityJobDefinitionResponse[];
  readonly modelExplainabilityJobDefinitions?: readonly DescribeModelExplainabilityJobDefinitionResponse[];
  readonly monitoringSchedules?: readonly DescribeMonitoringScheduleResponse[];
  readonly domains?: readonly DescribeDomainResponse[];
  readonly userProfiles?: readonly DescribeUserProfileResponse[];
  readonly spaces?: readonly DescribeSpaceResponse[];
  readonly images?: readonly DescribeImageResponse[];
  readonly appImageConfigs?: readonly DescribeAppImageConfigResponse[];
  /** Tags by ARN. A resource without an entry has none. */
  readonly tags?: Readonly<Record<string, readonly Tag[]>>;
  readonly metrics?: readonly MetricSeries[];
}

/** One CloudWatch series; sparse, as AWS publishes nothing where nothing happened. */
export interface MetricSeries {
  readonly metric: Metric;
  /** `Sum` and `SampleCount` (default 1) of each timestamp. */
  readonly datapoints: readonly Datapoint[];
  /** What GetMetricData answers for the series; default `Complete`. */
  readonly statusCode?: StatusCode;
}

/** One bucket, owned by the account that lists it. Names are global, as in AWS. */
export interface BucketEstate {
  readonly name: string;
  readonly region: string;
  readonly creationDate: Date;
  /** The bucket policy as JSON text; none when left out. */
  readonly policy?: string;
  /** Default encryption; SSE-S3 when left out, as every bucket since 2023. */
  readonly encryption?: ServerSideEncryptionConfiguration;
  readonly objects?: readonly ObjectEstate[];
  /** Other accounts that may list and read the bucket; `*` for everybody. */
  readonly readableBy?: readonly string[] | '*';
}

/** One object; `deleted` puts a delete marker on top of it, `body` is what GetObject answers. */
export interface ObjectEstate extends _Object {
  readonly Key: string;
  readonly deleted?: boolean;
  readonly body?: string;
}
