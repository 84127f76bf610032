import type { Control } from '../../model/control.ts';
import { trainingJobInputBucketOwner } from './training-job-input-bucket-owner.ts';
import { trainingJobInputTls } from './training-job-input-tls.ts';
import { trainingJobInterContainerEncryption } from './training-job-inter-container-encryption.ts';
import { trainingJobNetworkIsolation } from './training-job-network-isolation.ts';
import { trainingJobRolePassRole } from './training-job-role-pass-role.ts';
import { trainingJobRoleS3Access } from './training-job-role-s3-access.ts';
import { trainingJobVolumeKmsKey } from './training-job-volume-kms-key.ts';
import { trainingJobVpc } from './training-job-vpc.ts';

export const trainingJobControls: readonly Control[] = [
  trainingJobNetworkIsolation,
  trainingJobVpc,
  trainingJobInterContainerEncryption,
  trainingJobVolumeKmsKey,
  trainingJobInputBucketOwner,
  trainingJobInputTls,
  trainingJobRolePassRole,
  trainingJobRoleS3Access,
];
