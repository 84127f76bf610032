import type { Control } from '../../model/control.ts';
import { notebookInstanceDirectInternetAccess } from './notebook-instance-direct-internet-access.ts';
import { notebookInstanceIdle } from './notebook-instance-idle.ts';
import { notebookInstanceKmsKey } from './notebook-instance-kms-key.ts';
import { notebookInstanceLifecycleConfig } from './notebook-instance-lifecycle-config.ts';
import { notebookInstancePlatform } from './notebook-instance-platform.ts';
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
];
