import { describeControl } from '../../../test/support/describe-control.ts';
import { encryptionCases } from '../../../test/support/job-definition-cases.ts';
import { dataQualityJobDefinitionInterContainerEncryption } from './data-quality-job-definition-inter-container-encryption.ts';

describeControl(
  dataQualityJobDefinitionInterContainerEncryption,
  encryptionCases(['data-quality-job-definition-network-isolation', 'monitoring-schedule-network-isolation']),
);
