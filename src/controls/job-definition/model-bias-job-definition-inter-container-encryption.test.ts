import { describeControl } from '../../../test/support/describe-control.ts';
import { severalInstancesEncryptionCases } from '../../../test/support/job-definition-cases.ts';
import { modelBiasJobDefinitionInterContainerEncryption } from './model-bias-job-definition-inter-container-encryption.ts';

describeControl(
  modelBiasJobDefinitionInterContainerEncryption,
  severalInstancesEncryptionCases(['model-bias-job-definition-network-isolation']),
);
