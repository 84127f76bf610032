import { defineControl, every, fail, notApplicable, pass, undecided } from '../../model/control.ts';
import { instanceStorage } from './instance-storage.ts';
import { runAgain, type TrainingJob } from './remediation.ts';

export const trainingJobVolumeKmsKey = defineControl({
  id: 'training-job-volume-kms-key',
  title: 'Training jobs encrypt their storage volumes with a KMS key that they name',
  resourceType: 'AWS::SageMaker::TrainingJob',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.TRAINING.ENCRYPT.VOLUME.001',
      title: 'SageMaker Training Job Volumes Must Be Encrypted',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'encryption',
      requirements: { 'nist-800-53-r5': ['SC-28'], soc2: ['CC6.7'] },
    },
  ],
  checks:
    'Reads `ResourceConfig.VolumeKmsKeyId` and the instance types. Fails when no key is named and any instance keeps its ' +
    'data on EBS. Jobs on instances with disks of their own are not applicable: AWS refuses a key there, and the ' +
    'hardware encrypts them.',
  why:
    'The volume holds the data set, checkpoints and the model. Encrypted with a key of yours, its use is logged, can be ' +
    'limited by the key policy and can be cut off; the key that AWS takes otherwise allows none of this.',
  remediation: {
    summary:
      'Run the job anew with a `VolumeKmsKeyId`, which cannot be changed on a job, and set it where your jobs are ' +
      'started. The role needs `kms:CreateGrant` and `kms:GenerateDataKeyWithoutPlaintext` on the key.',
    steps: (job) =>
      runAgain(job, {
        suffix: 'kms',
        difference: 'with a key for its volumes (write your key for KMS_KEY_ID)',
        filter: '.ResourceConfig.VolumeKmsKeyId = "KMS_KEY_ID"',
      }),
    terraform: 'resource_config { volume_kms_key_id = ... }',
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html',
    'https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html',
  ],
  messages: {
    noKey: 'no KMS key is named for the storage volumes of its {type} instances',
    localDisks: 'its {type} instances keep data on disks of their own, which their hardware encrypts; AWS takes no key',
    noInstances: 'it names no instances: it runs on serverless compute',
    noType: 'no key is named, and `ResourceConfig` does not tell the instance type',
    unknownStorage: 'no key is named, and it is not known where {type} instances keep their data',
    notChosen: 'no key is named, and AWS has not chosen yet between instances with and without disks of their own',
  },
  evaluate(job) {
    const at = 'ResourceConfig.VolumeKmsKeyId';
    if (job.isSet(at)) return pass({ at });
    if (!job.isSet('ResourceConfig')) return notApplicable('noInstances', { at: 'ResourceConfig' });
    const groups = job.list('ResourceConfig.InstanceGroups');
    if (groups.length > 0)
      return every(groups, (group) => judge(group.read('InstanceType', { whenAbsent: undefined })));
    const types = instanceTypes(job);
    if (types.includes(undefined)) return judge(undefined);
    if (new Set(types.map((type) => instanceStorage(type ?? ''))).size > 1) {
      return undecided('notChosen', { at: 'ResourceConfig.InstancePreferences' });
    }
    return judge(types[0]);
  },
});

function judge(type: string | undefined) {
  if (type === undefined) return undecided('noType', { at: 'ResourceConfig' });
  const storage = instanceStorage(type);
  if (storage === 'ebs') {
    return fail('noKey', { at: 'ResourceConfig.VolumeKmsKeyId', expected: 'a KMS key', data: { type } });
  }
  if (storage === 'local') return notApplicable('localDisks', { at: 'ResourceConfig', data: { type } });
  return undecided('unknownStorage', { at: 'ResourceConfig', data: { type } });
}

/** The type that the job runs on, or those of which AWS has still to choose one. */
function instanceTypes(job: TrainingJob): (string | undefined)[] {
  const selected = job.read('ResourceConfig.SelectedInstanceType', { whenAbsent: undefined });
  const type = selected ?? job.read('ResourceConfig.InstanceType', { whenAbsent: undefined });
  if (type !== undefined) return [type];
  const preferences = job.read('ResourceConfig.InstancePreferences', { whenAbsent: [] });
  return preferences.map((preference) => preference?.InstanceType);
}
