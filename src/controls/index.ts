import type { Control } from '../model/control.ts';
import { domainControls } from './domain/index.ts';
import { endpointControls } from './endpoint/index.ts';
import { endpointConfigControls } from './endpoint-config/index.ts';
import { imageControls } from './image/index.ts';
import { jobDefinitionControls } from './job-definition/index.ts';
import { modelControls } from './model/index.ts';
import { monitoringScheduleControls } from './monitoring-schedule/index.ts';
import { notebookInstanceControls } from './notebook-instance/index.ts';
import { trainingJobControls } from './training-job/index.ts';

/** Every control there is, by resource. */
export const catalogue: readonly Control[] = [
  ...notebookInstanceControls,
  ...modelControls,
  ...endpointConfigControls,
  ...endpointControls,
  ...trainingJobControls,
  ...jobDefinitionControls,
  ...monitoringScheduleControls,
  ...domainControls,
  ...imageControls,
];
