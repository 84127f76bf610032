import { describeControl } from '../../../test/support/describe-control.ts';
import { encryptionCases } from '../../../test/support/job-definition-cases.ts';
import { modelQualityJobDefinitionInterContainerEncryption } from './model-quality-job-definition-inter-container-encryption.ts';

describeControl(modelQualityJobDefinitionInterContainerEncryption, encryptionCases());
