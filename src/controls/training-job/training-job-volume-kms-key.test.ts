import { TrainingInstanceType } from '@aws-sdk/client-sagemaker';
import { expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { absent, subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { unknown } from '../../model/value.ts';
import { viewOf } from '../../model/view.ts';
import { instanceStorage } from './instance-storage.ts';
import { trainingJobVolumeKmsKey } from './training-job-volume-kms-key.ts';

const at = 'ResourceConfig.VolumeKmsKeyId';
const groups = (...types: unknown[]) => ({
  ResourceConfig: {
    VolumeSizeInGB: 50,
    InstanceGroups: types.map((InstanceType, index) => ({
      InstanceGroupName: `g${index}`,
      InstanceType,
      InstanceCount: 1,
    })),
  },
});

describeControl(trainingJobVolumeKmsKey, [
  { name: 'a key is named', expect: 'PASSED' },
  { name: 'the key is empty', given: { [at]: '' }, expect: 'FAILED', cause: 'noKey' },
  { name: 'no key is named', given: { [at]: absent }, expect: 'FAILED', cause: 'noKey', message: 'ml.m5.xlarge' },
  {
    name: 'a key for the output alone, which another tool takes for it, is not one for the volume',
    given: { [at]: absent, 'OutputDataConfig.KmsKeyId': 'alias/output' },
    expect: 'FAILED',
  },
  {
    name: 'no key for the output does not matter to the volume',
    given: { 'OutputDataConfig.KmsKeyId': absent },
    expect: 'PASSED',
  },
  { name: 'a plan does not know the key yet', given: { [at]: unknown('known after apply') }, expect: 'UNKNOWN' },
  { name: 'the key is made by the same plan', given: { [at]: unknown('k', { isSet: true }) }, expect: 'PASSED' },
  {
    name: 'the job could not be described',
    given: { ResourceConfig: absent },
    resource: { unread: 'AccessDeniedException on sagemaker:DescribeTrainingJob' },
    expect: 'UNKNOWN',
  },
  {
    name: 'instances with disks of their own, which another tool fails, take no key',
    given: { [at]: absent, 'ResourceConfig.InstanceType': 'ml.p4d.24xlarge' },
    expect: 'NOT_APPLICABLE',
    cause: 'localDisks',
  },
  {
    name: 'an alternative that does not tell its type leaves it open',
    given: { ResourceConfig: { InstancePreferences: [{ InstanceType: 'ml.g5.xlarge' }, null] } },
    expect: 'UNKNOWN',
    cause: 'noType',
  },
  {
    name: 'an instance family that nobody knows',
    given: { [at]: absent, 'ResourceConfig.InstanceType': 'ml.z9.large' },
    expect: 'UNKNOWN',
    cause: 'unknownStorage',
  },
  {
    name: 'an instance type that is not known',
    given: { [at]: absent, 'ResourceConfig.InstanceType': unknown('known after apply') },
    expect: 'UNKNOWN',
  },
  { name: 'no instance type', given: { ResourceConfig: { VolumeSizeInGB: 5 } }, expect: 'UNKNOWN', cause: 'noType' },
  { name: 'one group on EBS is enough', given: groups('ml.g5.xlarge', 'ml.m5.xlarge'), expect: 'FAILED' },
  {
    name: 'one group on EBS is enough although another is not known',
    given: groups(unknown('known after apply'), 'ml.m5.xlarge'),
    expect: 'FAILED',
  },
  {
    name: 'all groups with disks of their own',
    given: groups('ml.g5.xlarge', 'ml.trn1.2xlarge'),
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'AWS has still to choose among different instances',
    given: {
      ResourceConfig: { InstancePreferences: [{ InstanceType: 'ml.g5.xlarge' }, { InstanceType: 'ml.m5.xlarge' }] },
    },
    expect: 'UNKNOWN',
    cause: 'notChosen',
  },
  {
    name: 'what AWS has chosen counts',
    given: {
      ResourceConfig: {
        SelectedInstanceType: 'ml.m5.xlarge',
        InstancePreferences: [{ InstanceType: 'ml.g5.xlarge' }, { InstanceType: 'ml.m5.xlarge' }],
      },
    },
    expect: 'FAILED',
  },
  { name: 'a serverless job', given: { ResourceConfig: absent }, expect: 'NOT_APPLICABLE', cause: 'noInstances' },
  { name: 'it is being deleted', given: { [at]: absent, TrainingJobStatus: 'Deleting' }, expect: 'NOT_APPLICABLE' },
]);

it.each(Object.values(TrainingInstanceType))('it is known where %s keeps its data', (type) => {
  expect(instanceStorage(type)).toMatch(/^(ebs|local)$/);
});

it('the saved definition gets the key, and nothing that only AWS sets', () => {
  const job = subjectOf(hardenedEstate, 'AWS::SageMaker::TrainingJob');
  const [save] = trainingJobVolumeKmsKey.remediation.steps(viewOf(job));
  expect(save?.command).toContain(
    '.ResourceConfig.SelectedInstanceCount) | .ResourceConfig.VolumeKmsKeyId = "KMS_KEY_ID"',
  );
});
