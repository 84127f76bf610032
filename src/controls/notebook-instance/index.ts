import type { Control } from '../../model/control.ts';
import { notebookInstanceDirectInternetAccess } from './notebook-instance-direct-internet-access.ts';
import { notebookInstanceIdle } from './notebook-instance-idle.ts';
import { notebookInstanceKmsKey } from './notebook-instance-kms-key.ts';
import { notebookInstanceLifecycleConfig } from './notebook-instance-lifecycle-config.ts';
import { notebookInstancePlatform } from './notebook-instance-platform.ts';
import { notebookInstanceRoleAdmin } from './notebook-instance-role-admin.ts';
import { notebookInstanceRoleAssumeRole } from './notebook-instance-role-assume-role.ts';
import { notebookInstanceRolePassRole } from './notebook-instance-role-pass-role.ts';
import { notebookInstanceRoleS3Access } from './notebook-instance-role-s3-access.ts';
import { notebookInstanceRootAccess } from './notebook-instance-root-access.ts';
import { notebookInstanceSubnet } from './notebook-instance-subnet.ts';
import { notebookInstanceVpc } from './notebook-instance-vpc.ts';

export const notebookInstanceControls: readonly Control[] = [
  notebookInstanceDirectInternetAccess,
  notebookInstanceSubnet,
  notebookInstanceVpc,
  notebookInstanceRootAccess,
  notebookInstancePlatform,
  notebookInstanceKmsKey,
  notebookInstanceLifecycleConfig,
  notebookInstanceIdle,
  notebookInstanceRoleAdmin,
  notebookInstanceRolePassRole,
  notebookInstanceRoleAssumeRole,
  notebookInstanceRoleS3Access,
];
