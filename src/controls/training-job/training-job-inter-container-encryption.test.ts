import { describeControl } from '../../../test/support/describe-control.ts';
import { absent } from '../../../test/support/estate.ts';
import { unknown } from '../../model/value.ts';
import { trainingJobInterContainerEncryption } from './training-job-inter-container-encryption.ts';

const at = 'EnableInterContainerTrafficEncryption';
const VolumeKmsKeyId = 'alias/training';
const group = (InstanceCount: number) => ({ InstanceGroupName: 'g', InstanceType: 'ml.m5.xlarge', InstanceCount });

describeControl(trainingJobInterContainerEncryption, [
  { name: 'traffic between the nodes is encrypted', expect: 'PASSED' },
  { name: 'traffic between the nodes is in the clear', given: { [at]: false }, expect: 'FAILED', cause: 'disabled' },
  {
    name: 'nothing was said about encryption',
    given: { [at]: absent },
    expect: 'FAILED',
    cause: 'byDefault',
    message: 'between its 2 nodes',
  },
  { name: 'a plan does not know the flag yet', given: { [at]: unknown('known after apply') }, expect: 'UNKNOWN' },
  {
    name: 'the job could not be described',
    given: { [at]: absent },
    resource: { unread: 'AccessDeniedException on sagemaker:DescribeTrainingJob' },
    expect: 'UNKNOWN',
  },
  {
    name: 'an encrypted job passes whatever its unknown number of nodes',
    given: { 'ResourceConfig.InstanceCount': unknown('known after apply') },
    expect: 'PASSED',
  },
  {
    name: 'a job in the clear with an unknown number of nodes is not decided',
    given: { [at]: false, 'ResourceConfig.InstanceCount': unknown('known after apply') },
    expect: 'UNKNOWN',
  },
  {
    name: 'a single-node job, which other tools fail, has no traffic between nodes',
    given: { [at]: absent, 'ResourceConfig.InstanceCount': 1 },
    expect: 'NOT_APPLICABLE',
    cause: 'fewNodes',
  },
  {
    name: 'a single-node job is judged when it is asked for',
    given: { [at]: absent, 'ResourceConfig.InstanceCount': 1 },
    parameters: { minimumInstanceCount: 1 },
    expect: 'FAILED',
  },
  {
    name: 'instance groups count together',
    given: { [at]: false, ResourceConfig: { VolumeKmsKeyId, InstanceGroups: [group(1), group(1)] } },
    expect: 'FAILED',
    message: 'between its 2 nodes',
  },
  {
    name: 'the count that AWS selected goes before what was asked for',
    given: { [at]: false, 'ResourceConfig.SelectedInstanceCount': 1 },
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'of alternatives the largest counts',
    given: {
      [at]: false,
      ResourceConfig: { VolumeKmsKeyId, InstancePreferences: [{ InstanceCount: 1 }, { InstanceCount: 4 }] },
    },
    expect: 'FAILED',
    message: 'between its 4 nodes',
  },
  {
    name: 'a group without a count leaves it open',
    given: { [at]: false, ResourceConfig: { VolumeKmsKeyId, InstanceGroups: [group(1), {}, null] } },
    expect: 'UNKNOWN',
    cause: 'unknownNodes',
  },
  {
    name: 'an alternative without a count leaves it open',
    given: { [at]: false, ResourceConfig: { VolumeKmsKeyId, InstancePreferences: [{ InstanceCount: 1 }, {}] } },
    expect: 'UNKNOWN',
    cause: 'unknownNodes',
  },
  {
    name: 'a serverless job has no nodes',
    given: { [at]: absent, ResourceConfig: absent, ServerlessJobConfig: { JobType: 'FineTuning' } },
    expect: 'NOT_APPLICABLE',
    cause: 'noInstances',
  },
  {
    name: 'the job is being deleted',
    given: { [at]: false, TrainingJobStatus: 'Deleting' },
    expect: 'NOT_APPLICABLE',
  },
]);
