import { describeControl } from '../../../test/support/describe-control.ts';
import { encryptionCases } from '../../../test/support/job-definition-cases.ts';
import { modelExplainabilityJobDefinitionInterContainerEncryption } from './model-explainability-job-definition-inter-container-encryption.ts';

describeControl(modelExplainabilityJobDefinitionInterContainerEncryption, encryptionCases());
