import { describeControl } from '../../../test/support/describe-control.ts';
import { isolationCases } from '../../../test/support/job-definition-cases.ts';
import { modelBiasJobDefinitionNetworkIsolation } from './model-bias-job-definition-network-isolation.ts';

describeControl(
  modelBiasJobDefinitionNetworkIsolation,
  isolationCases({ without: ['model-bias-job-definition-inter-container-encryption'] }),
);
