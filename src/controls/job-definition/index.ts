import type { Control } from '../../model/control.ts';
import { dataQualityJobDefinitionInterContainerEncryption } from './data-quality-job-definition-inter-container-encryption.ts';
import { dataQualityJobDefinitionNetworkIsolation } from './data-quality-job-definition-network-isolation.ts';
import { modelBiasJobDefinitionInterContainerEncryption } from './model-bias-job-definition-inter-container-encryption.ts';
import { modelBiasJobDefinitionNetworkIsolation } from './model-bias-job-definition-network-isolation.ts';
import { modelExplainabilityJobDefinitionInterContainerEncryption } from './model-explainability-job-definition-inter-container-encryption.ts';
import { modelQualityJobDefinitionInterContainerEncryption } from './model-quality-job-definition-inter-container-encryption.ts';

export const jobDefinitionControls: readonly Control[] = [
  dataQualityJobDefinitionInterContainerEncryption,
  dataQualityJobDefinitionNetworkIsolation,
  modelQualityJobDefinitionInterContainerEncryption,
  modelBiasJobDefinitionInterContainerEncryption,
  modelBiasJobDefinitionNetworkIsolation,
  modelExplainabilityJobDefinitionInterContainerEncryption,
];
