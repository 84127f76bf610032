import { readListing } from '../listed.ts';
import type { RegionScan } from '../region-scan.ts';
import type { Collector } from '../types.ts';

/** The four kinds of definitions of monitoring jobs, whose operations differ by name only. */
export const jobDefinitions: readonly Collector[] = (
  ['DataQuality', 'ModelQuality', 'ModelBias', 'ModelExplainability'] as const
).map((kind) => ({
  resourceType: `AWS::SageMaker::${kind}JobDefinition`,
  actions: [
    { action: `sagemaker:List${kind}JobDefinitions`, why: 'finds the job definitions', resourceScoped: false },
    { action: `sagemaker:Describe${kind}JobDefinition`, why: 'reads the settings of each one', resourceScoped: true },
  ],
  collect: (scan: RegionScan) =>
    readListing(scan, {
      resourceType: `AWS::SageMaker::${kind}JobDefinition`,
      listOperation: `List${kind}JobDefinitions`,
      list: (_, NextToken) => scan.sagemaker(`List${kind}JobDefinitions`, { NextToken, MaxResults: 100 }),
      items: (page) => page.JobDefinitionSummaries,
      identify: (summary) => ({ name: summary.MonitoringJobDefinitionName, arn: summary.MonitoringJobDefinitionArn }),
      known: ({ MonitoringJobDefinitionName, CreationTime }) => ({
        JobDefinitionName: MonitoringJobDefinitionName,
        CreationTime,
      }),
      describe: {
        operation: `Describe${kind}JobDefinition`,
        call: (_, JobDefinitionName) => scan.sagemaker(`Describe${kind}JobDefinition`, { JobDefinitionName }),
      },
    }),
}));
