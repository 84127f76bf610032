import { describeControl } from '../../../test/support/describe-control.ts';
import { isolationCases } from '../../../test/support/job-definition-cases.ts';
import { dataQualityJobDefinitionNetworkIsolation } from './data-quality-job-definition-network-isolation.ts';

describeControl(
  dataQualityJobDefinitionNetworkIsolation,
  isolationCases({
    alone: ['monitoring-schedule-network-isolation'],
    without: ['data-quality-job-definition-inter-container-encryption', 'monitoring-schedule-network-isolation'],
  }),
);
