import type { Control } from '../../model/control.ts';
import { notebookInstanceRootAccess } from './notebook-instance-root-access.ts';

export const notebookInstanceControls: readonly Control[] = [notebookInstanceRootAccess];
