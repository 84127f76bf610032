import { describe, expect, it } from 'vitest';
import { project } from './project.ts';

describe('an answer in a snapshot', () => {
  it('has its dates as text, and nothing but the members that are kept', () => {
    const answer = {
      $metadata: { httpStatusCode: 200 },
      ModelName: 'm',
      CreationTime: new Date('2026-01-02T03:04:05Z'),
      EnableNetworkIsolation: false,
      DeploymentRecommendation: {},
      ExecutionRoleArn: undefined,
      VpcConfig: null,
    };
    expect(project('AWS::SageMaker::Model', answer)).toEqual({
      ModelName: 'm',
      CreationTime: '2026-01-02T03:04:05.000Z',
      EnableNetworkIsolation: false,
    });
  });

  it('has lost what may hold a secret, at any depth', () => {
    const secrets = {
      Environment: { A: 's' },
      ContainerEnvironmentVariables: { A: 's' },
      HyperParameters: { A: 's' },
      ContainerArguments: ['s'],
      ContainerEntrypoint: ['s'],
      OnStart: [{ Content: 's' }],
      CodeRepositories: [{ RepositoryUrl: 's' }],
      Image: 'kept',
    };
    expect(project('AWS::SageMaker::Model', { Containers: [{ ...secrets, MultiModelConfig: secrets }] })).toEqual({
      Containers: [{ Image: 'kept', MultiModelConfig: { Image: 'kept' } }],
    });
  });

  it('names a repository without the password that its URL holds', () => {
    expect(
      project('AWS::SageMaker::NotebookInstance', {
        DefaultCodeRepository: 'https://ana:s3cret@example.com/a.git',
        AdditionalCodeRepositories: ['my-repository', 'https://token@example.com/b.git', 'git@example.com:c.git'],
      }),
    ).toEqual({
      DefaultCodeRepository: 'https://example.com/a.git',
      AdditionalCodeRepositories: ['my-repository', 'https://example.com/b.git', 'git@example.com:c.git'],
    });
  });

  it('cannot reach a prototype', () => {
    const answer = JSON.parse('{"VpcConfig":{"__proto__":{"polluted":true},"Subnets":["s"]}}');
    const { VpcConfig } = project('AWS::SageMaker::Model', answer);
    expect(VpcConfig).toEqual({ Subnets: ['s'] });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('has no date where AWS sent none that can be read', () => {
    expect(project('AWS::SageMaker::Model', { CreationTime: new Date(Number.NaN) })).toEqual({});
  });
});
