import { readListing } from '../listed.ts';
import type { Collector } from '../types.ts';

export const notebookInstances: Collector = {
  resourceType: 'AWS::SageMaker::NotebookInstance',
  actions: [
    { action: 'sagemaker:ListNotebookInstances', why: 'finds the notebook instances', resourceScoped: false },
    { action: 'sagemaker:DescribeNotebookInstance', why: 'reads the settings of each one', resourceScoped: true },
  ],
  collect: (scan) =>
    readListing(scan, {
      resourceType: 'AWS::SageMaker::NotebookInstance',
      listOperation: 'ListNotebookInstances',
      list: (_, NextToken) => scan.sagemaker('ListNotebookInstances', { NextToken, MaxResults: 100 }),
      items: (page) => page.NotebookInstances,
      identify: (summary) => ({ name: summary.NotebookInstanceName, arn: summary.NotebookInstanceArn }),
      describe: {
        operation: 'DescribeNotebookInstance',
        call: (_, NotebookInstanceName) => scan.sagemaker('DescribeNotebookInstance', { NotebookInstanceName }),
      },
      prepare: (_, notebooks) => scan.account.roles.ensure(notebooks),
    }),
};
