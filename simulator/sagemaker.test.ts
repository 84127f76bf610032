import {
  CreateModelCommand,
  DescribeAppImageConfigCommand,
  DescribeDataQualityJobDefinitionCommand,
  DescribeDomainCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  type DescribeEndpointOutput,
  DescribeImageCommand,
  DescribeInferenceComponentCommand,
  DescribeModelBiasJobDefinitionCommand,
  DescribeModelCommand,
  DescribeModelExplainabilityJobDefinitionCommand,
  type DescribeModelOutput,
  DescribeModelPackageCommand,
  DescribeModelQualityJobDefinitionCommand,
  DescribeMonitoringScheduleCommand,
  DescribeNotebookInstanceCommand,
  DescribeNotebookInstanceLifecycleConfigCommand,
  type DescribeNotebookInstanceOutput,
  DescribeSpaceCommand,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobResponse,
  DescribeUserProfileCommand,
  ListAppImageConfigsCommand,
  ListDataQualityJobDefinitionsCommand,
  ListDomainsCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListImagesCommand,
  ListInferenceComponentsCommand,
  ListModelBiasJobDefinitionsCommand,
  ListModelExplainabilityJobDefinitionsCommand,
  ListModelQualityJobDefinitionsCommand,
  ListModelsCommand,
  ListMonitoringSchedulesCommand,
  ListNotebookInstancesCommand,
  type ListNotebookInstancesCommandInput,
  ListSpacesCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  type ListTrainingJobsCommandInput,
  ListUserProfilesCommand,
  type SageMakerClient,
  SearchCommand,
  type SearchCommandInput,
} from '@aws-sdk/client-sagemaker';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleEstate } from '../examples/estate/index.ts';
import type { Region } from './estate.ts';
import { account, clients, daysAgo, home, now, refusal, simulate } from './testing.ts';

const estate = exampleEstate(now);
const production = estate.accounts[0]?.regions ?? {};
const main = production['eu-west-1'] ?? {};
const second = production['us-east-1'] ?? {};

function notebook(name: string, days: number, settings: DescribeNotebookInstanceOutput = {}) {
  return {
    NotebookInstanceName: name,
    NotebookInstanceArn: `arn:aws:sagemaker:eu-west-1:${home}:notebook-instance/${name}`,
    NotebookInstanceStatus: 'InService',
    CreationTime: daysAgo(days),
    LastModifiedTime: daysAgo(days / 2),
    KmsKeyId: 'key',
    ...settings,
  } satisfies DescribeNotebookInstanceOutput;
}

function job(name: string, days: number, settings: Partial<DescribeTrainingJobResponse> = {}) {
  return {
    TrainingJobName: name,
    TrainingJobArn: `arn:aws:sagemaker:eu-west-1:${home}:training-job/${name}`,
    ModelArtifacts: { S3ModelArtifacts: 's3://bucket/model.tar.gz' },
    TrainingJobStatus: 'Completed',
    SecondaryStatus: 'Completed',
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    CreationTime: daysAgo(days),
    LastModifiedTime: daysAgo(days),
    ...settings,
  } satisfies DescribeTrainingJobResponse;
}

/** Walks a paged operation to its end. */
async function pages<T extends { NextToken?: string | undefined }>(
  next: (token: string | undefined) => Promise<T>,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const page = await next(token);
    found.push(page);
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

const searchAll = (sagemaker: SageMakerClient, input: SearchCommandInput) =>
  pages((NextToken) => sagemaker.send(new SearchCommand({ ...input, NextToken })));

describe('describe operations', () => {
  it('answer what the estate declares, with dates as dates', async () => {
    const { simulator } = await simulate({ estate });
    const eu = clients(simulator.url).sagemaker;
    const us = clients(simulator.url, { region: 'us-east-1' }).sagemaker;
    const checks: [Promise<object>, object | undefined][] = [
      [
        eu.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: 'fraud-features' })),
        main.notebookInstances?.find((one) => one.NotebookInstanceName === 'fraud-features'),
      ],
      [
        eu.send(
          new DescribeNotebookInstanceLifecycleConfigCommand({ NotebookInstanceLifecycleConfigName: 'stop-when-idle' }),
        ),
        main.notebookInstanceLifecycleConfigs?.[0],
      ],
      [eu.send(new DescribeEndpointCommand({ EndpointName: 'fraud-scoring' })), main.endpoints?.[0]],
      [
        eu.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'fraud-scoring-v12' })),
        main.endpointConfigs?.[0],
      ],
      [eu.send(new DescribeModelCommand({ ModelName: 'fraud-xgb-v12' })), main.models?.[0]],
      [
        us.send(new DescribeModelPackageCommand({ ModelPackageName: second.modelPackages?.[0]?.ModelPackageArn })),
        second.modelPackages?.[0],
      ],
      [
        us.send(new DescribeInferenceComponentCommand({ InferenceComponentName: 'assistant-llm' })),
        second.inferenceComponents?.[0],
      ],
      [
        eu.send(new DescribeDataQualityJobDefinitionCommand({ JobDefinitionName: 'fraud-scoring-data-quality' })),
        main.dataQualityJobDefinitions?.[0],
      ],
      [
        eu.send(new DescribeModelBiasJobDefinitionCommand({ JobDefinitionName: 'fraud-scoring-bias' })),
        main.modelBiasJobDefinitions?.[0],
      ],
      [
        eu.send(new DescribeModelQualityJobDefinitionCommand({ JobDefinitionName: 'fraud-scoring-quality' })),
        main.modelQualityJobDefinitions?.[0],
      ],
      [
        eu.send(
          new DescribeModelExplainabilityJobDefinitionCommand({ JobDefinitionName: 'fraud-scoring-attribution' }),
        ),
        main.modelExplainabilityJobDefinitions?.[0],
      ],
      [
        eu.send(new DescribeMonitoringScheduleCommand({ MonitoringScheduleName: 'pricing-drift-daily' })),
        main.monitoringSchedules?.find((one) => one.MonitoringScheduleName === 'pricing-drift-daily'),
      ],
      [eu.send(new DescribeDomainCommand({ DomainId: 'd-analyticshub1' })), main.domains?.[0]],
      [
        eu.send(new DescribeUserProfileCommand({ DomainId: 'd-analyticshub1', UserProfileName: 'ana' })),
        main.userProfiles?.[0],
      ],
      [
        eu.send(new DescribeSpaceCommand({ DomainId: 'd-analyticshub1', SpaceName: 'ana-notebooks' })),
        main.spaces?.[0],
      ],
      [eu.send(new DescribeImageCommand({ ImageName: 'larkspur-pytorch' })), main.images?.[0]],
      [
        eu.send(new DescribeAppImageConfigCommand({ AppImageConfigName: 'larkspur-pytorch-lab' })),
        main.appImageConfigs?.[0],
      ],
      [
        eu.send(new DescribeTrainingJobCommand({ TrainingJobName: 'intern-baseline' })),
        main.trainingJobs?.find((one) => one.TrainingJobName === 'intern-baseline'),
      ],
    ];
    for (const [call, declared] of checks) {
      const { $metadata, ...answer } = (await call) as { $metadata?: object };
      expect(declared).toBeDefined();
      expect(answer).toEqual(JSON.parse(JSON.stringify(declared), (_, value) => asDate(value)));
    }
  });

  it('answer a generated training job by its name', async () => {
    const { sagemaker } = await simulate({ estate });
    const history = main.trainingJobHistory;
    const name = history?.name(17) ?? '';
    const { $metadata, ...answer } = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
    expect(answer).toEqual({ ...history?.constant(17), ...history?.varying(17) });
  });

  it('refuse what is not there in the words of each operation', async () => {
    const { sagemaker } = await simulate({});
    const refused = async (call: Promise<unknown>) => {
      const { name, status, message } = await refusal(call);
      return `${name} ${status}: ${message}`;
    };
    expect(await refused(sagemaker.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: 'x' })))).toBe(
      'ValidationException 400: RecordNotFound',
    );
    expect(await refused(sagemaker.send(new DescribeModelCommand({ ModelName: 'x' })))).toBe(
      `ValidationException 400: Could not find model "arn:aws:sagemaker:eu-west-1:${home}:model/x".`,
    );
    expect(await refused(sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'x' })))).toContain(
      'ValidationException 400: Could not find endpoint "',
    );
    expect(await refused(sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'x' })))).toContain(
      'ValidationException 400: Could not find endpoint configuration "',
    );
    expect(
      await refused(sagemaker.send(new DescribeInferenceComponentCommand({ InferenceComponentName: 'x' }))),
    ).toContain('ValidationException 400: Could not find');
    expect(await refused(sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: 'x' })))).toContain(
      'ValidationException 400: Could not find',
    );
    for (const call of [
      sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: 'x' })),
      sagemaker.send(new DescribeMonitoringScheduleCommand({ MonitoringScheduleName: 'x' })),
      sagemaker.send(new DescribeDataQualityJobDefinitionCommand({ JobDefinitionName: 'x' })),
      sagemaker.send(new DescribeDomainCommand({ DomainId: 'x' })),
      sagemaker.send(new DescribeUserProfileCommand({ DomainId: 'x', UserProfileName: 'y' })),
    ]) {
      expect(await refused(call)).toContain('ResourceNotFound 400');
    }
  });

  it('refuse a model package of another account as access denied', async () => {
    const { sagemaker } = await simulate({});
    const arn = 'arn:aws:sagemaker:eu-west-1:999900001111:model-package/vendor/1';
    expect(await refusal(sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn })))).toMatchObject({
      name: 'AccessDeniedException',
      status: 400,
    });
  });

  it('refuse to write, and record that it was tried', async () => {
    const { sagemaker, simulator } = await simulate({});
    const create = new CreateModelCommand({ ModelName: 'x', ExecutionRoleArn: `arn:aws:iam::${home}:role/x` });
    expect(await refusal(sagemaker.send(create))).toMatchObject({ name: 'UnknownOperationException', status: 400 });
    expect(simulator.callCounts).toEqual({ 'sagemaker:CreateModel': 1 });
  });
});

describe('list operations', () => {
  it('name every declared resource of their kind', async () => {
    const { simulator } = await simulate({ estate });
    const eu = clients(simulator.url).sagemaker;
    const us = clients(simulator.url, { region: 'us-east-1' }).sagemaker;
    const all = { MaxResults: 100 };
    const counts = {
      notebooks: (await eu.send(new ListNotebookInstancesCommand(all))).NotebookInstances?.length,
      configs: (await eu.send(new ListEndpointConfigsCommand(all))).EndpointConfigs?.length,
      endpoints: (await eu.send(new ListEndpointsCommand(all))).Endpoints?.length,
      models: (await eu.send(new ListModelsCommand(all))).Models?.length,
      images: (await eu.send(new ListImagesCommand(all))).Images?.length,
      appImageConfigs: (await eu.send(new ListAppImageConfigsCommand(all))).AppImageConfigs?.length,
      dataQuality: (await eu.send(new ListDataQualityJobDefinitionsCommand(all))).JobDefinitionSummaries?.length,
      bias: (await eu.send(new ListModelBiasJobDefinitionsCommand(all))).JobDefinitionSummaries?.length,
      quality: (await eu.send(new ListModelQualityJobDefinitionsCommand(all))).JobDefinitionSummaries?.length,
      explainability: (await eu.send(new ListModelExplainabilityJobDefinitionsCommand(all))).JobDefinitionSummaries
        ?.length,
      schedules: (await eu.send(new ListMonitoringSchedulesCommand(all))).MonitoringScheduleSummaries?.length,
      domains: (await eu.send(new ListDomainsCommand(all))).Domains?.length,
      profiles: (await eu.send(new ListUserProfilesCommand(all))).UserProfiles?.length,
      spaces: (await eu.send(new ListSpacesCommand(all))).Spaces?.length,
      components: (await us.send(new ListInferenceComponentsCommand(all))).InferenceComponents?.length,
    };
    expect(counts).toEqual({
      notebooks: main.notebookInstances?.length,
      configs: main.endpointConfigs?.length,
      endpoints: main.endpoints?.length,
      models: main.models?.length,
      images: main.images?.length,
      appImageConfigs: main.appImageConfigs?.length,
      dataQuality: main.dataQualityJobDefinitions?.length,
      bias: main.modelBiasJobDefinitions?.length,
      quality: main.modelQualityJobDefinitions?.length,
      explainability: main.modelExplainabilityJobDefinitions?.length,
      schedules: main.monitoringSchedules?.length,
      domains: main.domains?.length,
      profiles: main.userProfiles?.length,
      spaces: main.spaces?.length,
      components: second.inferenceComponents?.length,
    });
  });

  it('leave out of a summary what AWS leaves out', async () => {
    const { sagemaker } = await simulate({
      accounts: [account({ region: { notebookInstances: [notebook('a', 1)] } })],
    });
    const { NotebookInstances: [summary] = [] } = await sagemaker.send(new ListNotebookInstancesCommand({}));
    expect(Object.keys(summary ?? {}).sort()).toEqual([
      'CreationTime',
      'LastModifiedTime',
      'NotebookInstanceArn',
      'NotebookInstanceName',
      'NotebookInstanceStatus',
    ]);
  });

  it('name the endpoint of a schedule wherever it is written', async () => {
    const monitoringSchedules = main.monitoringSchedules?.map(({ EndpointName, ...schedule }) => schedule) ?? [];
    const { sagemaker } = await simulate({ accounts: [account({ region: { ...main, monitoringSchedules } })] });
    const { MonitoringScheduleSummaries: found = [] } = await sagemaker.send(
      new ListMonitoringSchedulesCommand({ MaxResults: 100, SortBy: 'Name', SortOrder: 'Ascending' }),
    );
    expect(found.map((one) => [one.MonitoringScheduleName, one.EndpointName])).toEqual([
      ['document-drift-daily', 'document-extraction'],
      ['fraud-scoring-data-quality-hourly', 'fraud-scoring'],
      ['pricing-drift-daily', 'pricing-legacy'],
      ['ranking-data-quality-daily', 'ranking-ensemble'],
      ['recs-bias-weekly', undefined],
    ]);
  });

  it('answer ten entries when no page size is asked for, and refuse more than a hundred', async () => {
    const notebookInstances = Array.from({ length: 12 }, (_, index) => notebook(`n${index}`, index));
    const { sagemaker } = await simulate({ accounts: [account({ region: { notebookInstances } })] });
    const page = await sagemaker.send(new ListNotebookInstancesCommand({}));
    expect(page.NotebookInstances).toHaveLength(10);
    expect(page.NextToken).toBeDefined();
    for (const MaxResults of [0, 101]) {
      expect(await refusal(sagemaker.send(new ListNotebookInstancesCommand({ MaxResults })))).toMatchObject({
        name: 'ValidationException',
        status: 400,
      });
    }
  });

  it('cut the page before they filter, so that pages may be empty and still have a token', async () => {
    const notebookInstances = Array.from({ length: 9 }, (_, index) =>
      notebook(`n${index}`, index, { NotebookInstanceStatus: index === 8 ? 'Failed' : 'InService' }),
    );
    const { sagemaker } = await simulate({ accounts: [account({ region: { notebookInstances } })] });
    const found = await pages((NextToken) =>
      sagemaker.send(new ListNotebookInstancesCommand({ MaxResults: 3, StatusEquals: 'Failed', NextToken })),
    );
    expect(found.map((page) => page.NotebookInstances?.length)).toEqual([0, 0, 1]);
  });

  it('sort by name, creation time or status, either way', async () => {
    const notebookInstances = [
      notebook('b', 1, { NotebookInstanceStatus: 'Stopped' }),
      notebook('a', 2),
      notebook('c', 3, { NotebookInstanceStatus: 'Failed' }),
    ];
    const { sagemaker } = await simulate({ accounts: [account({ region: { notebookInstances } })] });
    const names = async (input: ListNotebookInstancesCommandInput) =>
      (await sagemaker.send(new ListNotebookInstancesCommand(input))).NotebookInstances?.map(
        (one) => one.NotebookInstanceName,
      ).join('');
    expect(await names({})).toBe('abc');
    expect(await names({ SortBy: 'Name', SortOrder: 'Descending' })).toBe('cba');
    expect(await names({ SortBy: 'CreationTime', SortOrder: 'Ascending' })).toBe('cab');
    expect(await names({ SortBy: 'CreationTime', SortOrder: 'Descending' })).toBe('bac');
    expect(await names({ SortBy: 'Status' })).toBe('cab');
  });

  it('take a token only for the query that it came from', async () => {
    const notebookInstances = [notebook('a', 1), notebook('b', 2)];
    const { sagemaker } = await simulate({ accounts: [account({ region: { notebookInstances } })] });
    const { NextToken } = await sagemaker.send(new ListNotebookInstancesCommand({ MaxResults: 1 }));
    for (const input of [{ NextToken, NameContains: 'a' }, { NextToken: 'guessed' }]) {
      expect(await refusal(sagemaker.send(new ListNotebookInstancesCommand(input)))).toMatchObject({
        name: 'ValidationException',
      });
    }
  });

  it('filter the profiles of one domain before the page is cut', async () => {
    const { sagemaker } = await simulate({ estate });
    const { UserProfiles: found, NextToken } = await sagemaker.send(
      new ListUserProfilesCommand({ DomainIdEquals: 'd-riskmodelling', MaxResults: 3 }),
    );
    expect(found?.map((one) => one.UserProfileName).sort()).toEqual(['analyst', 'engineer', 'lead']);
    expect(NextToken).toBeUndefined();
  });

  it('give every entry once, whatever the page size', async () => {
    const notebookInstances = Array.from({ length: 23 }, (_, index) => notebook(`n${index}`, index));
    const { sagemaker } = await simulate({ accounts: [account({ region: { notebookInstances } })] });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (MaxResults) => {
        const found = await pages((NextToken) =>
          sagemaker.send(new ListNotebookInstancesCommand({ MaxResults, NextToken })),
        );
        const names = found.flatMap((page) => page.NotebookInstances?.map((one) => one.NotebookInstanceName));
        expect(names).toHaveLength(23);
        expect(new Set(names).size).toBe(23);
        expect(found).toHaveLength(Math.ceil(23 / MaxResults));
      }),
      { numRuns: 12 },
    );
  });

  it('list tags, at least fifty a page', async () => {
    const { sagemaker } = await simulate({ estate });
    const ResourceArn = main.images?.[0]?.ImageArn;
    const { Tags: tags } = await sagemaker.send(new ListTagsCommand({ ResourceArn, MaxResults: 50 }));
    expect(tags?.map((tag) => tag.Key)).toEqual(['team', 'cost-center']);
    expect(await refusal(sagemaker.send(new ListTagsCommand({ ResourceArn, MaxResults: 49 })))).toMatchObject({
      name: 'ValidationException',
    });
    const ofJob = main.trainingJobHistory?.varying(3).TrainingJobArn;
    expect((await sagemaker.send(new ListTagsCommand({ ResourceArn: ofJob }))).Tags).toEqual(
      main.trainingJobHistory?.tags(3),
    );
  });
});

describe('ListTrainingJobs', () => {
  const trainingJobs = [
    job('old', 40),
    job('middle', 20, { TrainingJobStatus: 'Failed' }),
    job('new', 1, { TrainingJobStatus: 'InProgress', LastModifiedTime: now }),
  ];
  const region: Region = { trainingJobs };

  async function names(input: ListTrainingJobsCommandInput, of: Region = region) {
    const { sagemaker } = await simulate({ accounts: [account({ region: of })] });
    const found = await pages((NextToken) => sagemaker.send(new ListTrainingJobsCommand({ ...input, NextToken })));
    return found.map((page) => page.TrainingJobSummaries?.map((one) => one.TrainingJobName).join(' '));
  }

  it('is ascending by creation time when nothing else is asked for', async () => {
    expect(await names({})).toEqual(['old middle new']);
    expect(await names({ SortBy: 'CreationTime', SortOrder: 'Descending' })).toEqual(['new middle old']);
    expect(await names({ SortBy: 'Name', SortOrder: 'Ascending' })).toEqual(['middle new old']);
    expect(await names({ SortBy: 'Status', SortOrder: 'Ascending' })).toEqual(['old middle new']);
  });

  it('looks creation times up, but filters everything else after the page is cut', async () => {
    const of = (input: object) => names({ MaxResults: 1, ...input });
    expect(await of({ CreationTimeAfter: daysAgo(30) })).toEqual(['middle', 'new']);
    expect(await of({ CreationTimeBefore: daysAgo(20) })).toEqual(['old']);
    expect(await of({ CreationTimeAfter: daysAgo(30), CreationTimeBefore: daysAgo(10) })).toEqual(['middle']);
    expect(await of({ CreationTimeAfter: daysAgo(30), SortOrder: 'Descending' })).toEqual(['new', 'middle']);
    expect(await of({ StatusEquals: 'InProgress' })).toEqual(['', '', 'new']);
    expect(await of({ NameContains: 'midd' })).toEqual(['', 'middle', '']);
    expect(await of({ LastModifiedTimeAfter: daysAgo(2) })).toEqual(['', '', 'new']);
    expect(await of({ SortBy: 'Name', CreationTimeAfter: daysAgo(30) })).toEqual(['middle', 'new', '']);
  });

  it('mixes declared and generated jobs in one order', async () => {
    const mixed = { ...region, trainingJobHistory: main.trainingJobHistory } as Region;
    const found = (await names({ MaxResults: 100 }, mixed)).join(' ').split(' ');
    expect(found).toHaveLength(411);
    expect(new Set(found).size).toBe(411);
    expect(found.indexOf('old')).toBeGreaterThan(0);
    expect(found.indexOf('old')).toBeLessThan(found.indexOf('middle'));
    const backwards = (await names({ MaxResults: 7, SortOrder: 'Descending' }, mixed)).join(' ').split(' ');
    expect(backwards).toEqual(found.toReversed());
  });

  it('describes every job that it lists', async () => {
    const { sagemaker } = await simulate({ estate });
    const { TrainingJobSummaries: summaries = [] } = await sagemaker.send(
      new ListTrainingJobsCommand({ MaxResults: 100 }),
    );
    expect(summaries).toHaveLength(100);
    for (const summary of summaries) {
      const described = await sagemaker.send(
        new DescribeTrainingJobCommand({ TrainingJobName: summary.TrainingJobName }),
      );
      expect(described).toMatchObject(summary);
    }
  });
});

describe('Search', () => {
  it('gives a training job whole, with its tags, but without what only Describe has', async () => {
    const trainingJobs = [
      job('tuned', 3, {
        EnableNetworkIsolation: true,
        ServerlessJobConfig: { BaseModelArn: 'arn', JobType: 'FineTuning' },
        BillableTokenCount: 7,
        RemoteDebugConfig: { EnableRemoteDebug: true },
      }),
    ];
    const tags = { [trainingJobs[0]?.TrainingJobArn ?? '']: [{ Key: 'team', Value: 'risk' }] };
    const { sagemaker } = await simulate({ accounts: [account({ region: { trainingJobs, tags } })] });
    const found = await sagemaker.send(new SearchCommand({ Resource: 'TrainingJob' }));
    const { ServerlessJobConfig, BillableTokenCount, RemoteDebugConfig, ...kept } = trainingJobs[0] ?? job('', 0);
    expect(found.Results).toEqual([{ TrainingJob: { ...kept, Tags: [{ Key: 'team', Value: 'risk' }] } }]);
    expect(found.TotalHits).toEqual({ Value: 1, Relation: 'EqualTo' });
  });

  it('is sorted by last modification, latest first, when nothing else is asked for', async () => {
    const trainingJobs = [
      job('a', 3, { LastModifiedTime: daysAgo(1) }),
      job('b', 2, { LastModifiedTime: daysAgo(2) }),
      job('c', 4, { LastModifiedTime: daysAgo(0) }),
    ];
    const { sagemaker } = await simulate({ accounts: [account({ region: { trainingJobs } })] });
    const names = async (input: Omit<SearchCommandInput, 'Resource'>) =>
      (await searchAll(sagemaker, { Resource: 'TrainingJob', MaxResults: 2, ...input }))
        .flatMap((page) => page.Results?.map((record) => record.TrainingJob?.TrainingJobName))
        .join('');
    expect(await names({})).toBe('cab');
    expect(await names({ SortOrder: 'Ascending' })).toBe('bac');
    expect(await names({ SortBy: 'CreationTime' })).toBe('bac');
    expect(await names({ SortBy: 'TrainingJobName', SortOrder: 'Ascending' })).toBe('abc');
  });

  it('understands the operators', async () => {
    const trainingJobs = [
      job('a-1', 40, { TrainingJobStatus: 'InProgress', EnableNetworkIsolation: true }),
      job('b-1', 20, { TrainingJobStatus: 'Stopping', RoleArn: 'role/x' }),
      job('c-2', 1, { HyperParameters: { epochs: '3' } }),
    ];
    const tags = { [trainingJobs[2]?.TrainingJobArn ?? '']: [{ Key: 'team', Value: 'risk' }] };
    const { sagemaker } = await simulate({ accounts: [account({ region: { trainingJobs, tags } })] });
    const names = async (SearchExpression: SearchCommandInput['SearchExpression']) =>
      (
        await searchAll(sagemaker, {
          Resource: 'TrainingJob',
          SortBy: 'TrainingJobName',
          SortOrder: 'Ascending',
          SearchExpression,
        })
      )
        .flatMap((page) => page.Results?.map((record) => record.TrainingJob?.TrainingJobName))
        .join(' ');
    const day = (days: number) => daysAgo(days).toISOString();
    const filter = (
      Name: string,
      Operator:
        | 'Equals'
        | 'In'
        | 'Contains'
        | 'Exists'
        | 'NotExists'
        | 'NotEquals'
        | 'GreaterThan'
        | 'GreaterThanOrEqualTo'
        | 'LessThan'
        | 'LessThanOrEqualTo',
      Value?: string,
    ) => ({
      Filters: [{ Name, Operator, ...(Value !== undefined && { Value }) }],
    });
    expect(await names(filter('TrainingJobStatus', 'Equals', 'InProgress'))).toBe('a-1');
    expect(await names(filter('TrainingJobStatus', 'NotEquals', 'InProgress'))).toBe('b-1 c-2');
    expect(await names(filter('TrainingJobStatus', 'In', 'InProgress,Stopping'))).toBe('a-1 b-1');
    expect(await names(filter('TrainingJobName', 'Contains', '-1'))).toBe('a-1 b-1');
    expect(await names(filter('CreationTime', 'GreaterThanOrEqualTo', day(20)))).toBe('b-1 c-2');
    expect(await names(filter('CreationTime', 'GreaterThan', day(20)))).toBe('c-2');
    expect(await names(filter('CreationTime', 'LessThanOrEqualTo', day(20)))).toBe('a-1 b-1');
    expect(await names(filter('CreationTime', 'LessThan', day(20).slice(0, 19)))).toBe('a-1');
    expect(await names(filter('RoleArn', 'Exists'))).toBe('b-1');
    expect(await names(filter('RoleArn', 'NotExists'))).toBe('a-1 c-2');
    expect(await names(filter('EnableNetworkIsolation', 'Equals', 'true'))).toBe('a-1');
    expect(await names(filter('HyperParameters.epochs', 'Equals', '3'))).toBe('c-2');
    expect(await names(filter('Tags.team', 'Equals', 'risk'))).toBe('c-2');
    expect(
      await names({
        Operator: 'Or',
        ...filter('CreationTime', 'GreaterThan', day(5)),
        SubExpressions: [filter('TrainingJobStatus', 'Equals', 'InProgress')],
      }),
    ).toBe('a-1 c-2');
    expect(
      await names({
        Filters: [...filter('RoleArn', 'NotExists').Filters, ...filter('CreationTime', 'LessThan', day(5)).Filters],
      }),
    ).toBe('a-1');
  });

  it('says how many hits there are when it knows, and a lower bound when it does not', async () => {
    const { sagemaker } = await simulate({ estate });
    const since = {
      Filters: [{ Name: 'CreationTime', Operator: 'GreaterThanOrEqualTo' as const, Value: daysAgo(40).toISOString() }],
    };
    const search = {
      Resource: 'TrainingJob' as const,
      SortBy: 'CreationTime',
      MaxResults: 100,
      SearchExpression: since,
    };
    const found = await searchAll(sagemaker, search);
    const names = found.flatMap((page) => page.Results?.map((record) => record.TrainingJob?.TrainingJobName));
    expect(found[0]?.TotalHits).toEqual({ Value: names.length, Relation: 'EqualTo' });
    expect(new Set(names).size).toBe(names.length);
    const completed = { Filters: [{ Name: 'TrainingJobStatus', Operator: 'Equals' as const, Value: 'Completed' }] };
    const { TotalHits: hits } = await sagemaker.send(
      new SearchCommand({ Resource: 'TrainingJob', MaxResults: 10, SearchExpression: completed }),
    );
    expect(hits?.Relation).toBe('GreaterThanOrEqualTo');
  });

  it('refuses what AWS refuses', async () => {
    const { sagemaker } = await simulate({});
    const refused = async (input: Omit<SearchCommandInput, 'Resource'>) =>
      (await refusal(sagemaker.send(new SearchCommand({ Resource: 'TrainingJob', ...input })))).name;
    const filter = { Name: 'CreationTime', Operator: 'GreaterThan' as const, Value: 'yesterday' };
    expect(await refused({ MaxResults: 101 })).toBe('ValidationException');
    expect(await refused({ NextToken: 'guessed' })).toBe('ValidationException');
    expect(await refused({ SearchExpression: { Filters: [filter] } })).toBe('ValidationException');
    expect(await refused({ SearchExpression: { Filters: [{ Name: 'Status', Value: 'x' }] } })).toBe(
      'ValidationException',
    );
    expect(
      await refused({
        SearchExpression: { Filters: Array.from({ length: 21 }, () => ({ Name: 'TrainingJobName', Value: 'x' })) },
      }),
    ).toBe('ValidationException');
    expect((await refusal(sagemaker.send(new SearchCommand({ Resource: 'Image' })))).name).toBe('ValidationException');
  });

  it('gives an endpoint with its schedules, but without its asynchronous configuration', async () => {
    const { sagemaker } = await simulate({ estate });
    const found = await searchAll(sagemaker, { Resource: 'Endpoint', MaxResults: 4 });
    const records = found.flatMap((page) => page.Results?.map((record) => record.Endpoint) ?? []);
    expect(records).toHaveLength(main.endpoints?.length ?? 0);
    const asynchronous = records.find((record) => record?.EndpointName === 'document-extraction');
    expect(asynchronous).not.toHaveProperty('AsyncInferenceConfig');
    expect(asynchronous?.EndpointConfigName).toBe('document-extraction');
    expect(asynchronous?.MonitoringSchedules?.[0]?.MonitoringScheduleConfig?.MonitoringJobDefinition).toBeDefined();
  });

  it('gives a model inside its dashboard record, with the endpoints that serve it', async () => {
    const { sagemaker } = await simulate({ estate });
    const { Results: [record] = [] } = await sagemaker.send(
      new SearchCommand({
        Resource: 'Model',
        SearchExpression: { Filters: [{ Name: 'ModelName', Operator: 'Equals', Value: 'fraud-xgb-v12' }] },
      }),
    );
    const declared = main.models?.[0] satisfies DescribeModelOutput | undefined;
    expect(record?.Model?.Model).toEqual({ ...declared, Tags: [] });
    expect(record?.Model?.Endpoints?.map((endpoint) => endpoint.EndpointName)).toEqual(['fraud-scoring']);
  });
});

it('serves each region and each page limit on its own', async () => {
  const { simulator, sagemaker } = await simulate({ estate, pageLimit: 2 });
  const page = await sagemaker.send(new ListEndpointsCommand({ MaxResults: 100 }));
  expect(page.Endpoints).toHaveLength(2);
  const elsewhere = clients(simulator.url, { region: 'ap-south-1' }).sagemaker;
  expect((await elsewhere.send(new ListEndpointsCommand({}))).Endpoints).toEqual([]);
  const declared = main.endpoints?.[0] satisfies DescribeEndpointOutput | undefined;
  expect(
    await refusal(elsewhere.send(new DescribeEndpointCommand({ EndpointName: declared?.EndpointName }))),
  ).toMatchObject({ name: 'ValidationException' });
});

function asDate(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value;
}
