import { readListing } from '../listed.ts';
import type { Collector } from '../types.ts';

export const monitoringSchedules: Collector = {
  resourceType: 'AWS::SageMaker::MonitoringSchedule',
  actions: [
    { action: 'sagemaker:ListMonitoringSchedules', why: 'finds the monitoring schedules', resourceScoped: false },
    { action: 'sagemaker:DescribeMonitoringSchedule', why: 'reads the settings of each one', resourceScoped: true },
  ],
  collect: (scan) =>
    readListing(scan, {
      resourceType: 'AWS::SageMaker::MonitoringSchedule',
      listOperation: 'ListMonitoringSchedules',
      list: (_, NextToken) => scan.sagemaker('ListMonitoringSchedules', { NextToken, MaxResults: 100 }),
      items: (page) => page.MonitoringScheduleSummaries,
      identify: (summary) => ({ name: summary.MonitoringScheduleName, arn: summary.MonitoringScheduleArn }),
      describe: {
        operation: 'DescribeMonitoringSchedule',
        call: (_, MonitoringScheduleName) => scan.sagemaker('DescribeMonitoringSchedule', { MonitoringScheduleName }),
      },
    }),
};
