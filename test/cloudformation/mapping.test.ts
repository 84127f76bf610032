import type { aws_sagemaker as sm } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import type { Properties, ResourceType } from '../../src/model/resource.ts';
import { mappings, pathInTemplate, resourceTypes } from '../../src/sources/cloudformation/mapping.ts';
import { at, gapsOf, notebook, open } from './support.ts';

/** CloudFormation's own names, from the L1 constructs that are generated from its schema. */
interface Written {
  'AWS::SageMaker::NotebookInstance': sm.CfnNotebookInstanceProps;
  'AWS::SageMaker::EndpointConfig': sm.CfnEndpointConfigProps;
  'AWS::SageMaker::Endpoint': sm.CfnEndpointProps;
  'AWS::SageMaker::InferenceComponent': sm.CfnInferenceComponentProps;
  'AWS::SageMaker::Model': sm.CfnModelProps;
  'AWS::SageMaker::DataQualityJobDefinition': sm.CfnDataQualityJobDefinitionProps;
  'AWS::SageMaker::ModelQualityJobDefinition': sm.CfnModelQualityJobDefinitionProps;
  'AWS::SageMaker::ModelBiasJobDefinition': sm.CfnModelBiasJobDefinitionProps;
  'AWS::SageMaker::ModelExplainabilityJobDefinition': sm.CfnModelExplainabilityJobDefinitionProps;
  'AWS::SageMaker::MonitoringSchedule': sm.CfnMonitoringScheduleProps;
  'AWS::SageMaker::Domain': sm.CfnDomainProps;
  'AWS::SageMaker::UserProfile': sm.CfnUserProfileProps;
  'AWS::SageMaker::Image': sm.CfnImageProps;
  'AWS::SageMaker::AppImageConfig': sm.CfnAppImageConfigProps;
}

type Names<T extends keyof Written> = Capitalize<keyof Written[T] & string>;

/** A property that controls read: its name in a template, and the one it must have in the snapshot. */
function both<T extends keyof Written & ResourceType>(
  type: T,
  written: Names<T>,
  described: keyof Properties<T> & string,
): [ResourceType, string, string] {
  return [type, written, described];
}

const properties = [
  both('AWS::SageMaker::NotebookInstance', 'NotebookInstanceName', 'NotebookInstanceName'),
  both('AWS::SageMaker::NotebookInstance', 'SecurityGroupIds', 'SecurityGroups'),
  both('AWS::SageMaker::NotebookInstance', 'LifecycleConfigName', 'NotebookInstanceLifecycleConfigName'),
  both('AWS::SageMaker::NotebookInstance', 'SubnetId', 'SubnetId'),
  both('AWS::SageMaker::NotebookInstance', 'KmsKeyId', 'KmsKeyId'),
  both('AWS::SageMaker::NotebookInstance', 'RootAccess', 'RootAccess'),
  both('AWS::SageMaker::NotebookInstance', 'DirectInternetAccess', 'DirectInternetAccess'),
  both('AWS::SageMaker::NotebookInstance', 'PlatformIdentifier', 'PlatformIdentifier'),
  both('AWS::SageMaker::NotebookInstance', 'RoleArn', 'RoleArn'),
  both('AWS::SageMaker::EndpointConfig', 'EndpointConfigName', 'EndpointConfigName'),
  both('AWS::SageMaker::EndpointConfig', 'ProductionVariants', 'ProductionVariants'),
  both('AWS::SageMaker::EndpointConfig', 'DataCaptureConfig', 'DataCaptureConfig'),
  both('AWS::SageMaker::Endpoint', 'EndpointName', 'EndpointName'),
  both('AWS::SageMaker::Endpoint', 'EndpointConfigName', 'EndpointConfigName'),
  both('AWS::SageMaker::Endpoint', 'DeploymentConfig', 'LastDeploymentConfig'),
  both('AWS::SageMaker::InferenceComponent', 'InferenceComponentName', 'InferenceComponentName'),
  both('AWS::SageMaker::InferenceComponent', 'Specification', 'Specification'),
  both('AWS::SageMaker::Model', 'ModelName', 'ModelName'),
  both('AWS::SageMaker::Model', 'PrimaryContainer', 'PrimaryContainer'),
  both('AWS::SageMaker::Model', 'VpcConfig', 'VpcConfig'),
  both('AWS::SageMaker::Model', 'EnableNetworkIsolation', 'EnableNetworkIsolation'),
  both('AWS::SageMaker::DataQualityJobDefinition', 'JobDefinitionName', 'JobDefinitionName'),
  both('AWS::SageMaker::DataQualityJobDefinition', 'NetworkConfig', 'NetworkConfig'),
  both('AWS::SageMaker::DataQualityJobDefinition', 'DataQualityJobInput', 'DataQualityJobInput'),
  both('AWS::SageMaker::ModelQualityJobDefinition', 'NetworkConfig', 'NetworkConfig'),
  both('AWS::SageMaker::ModelBiasJobDefinition', 'JobResources', 'JobResources'),
  both('AWS::SageMaker::ModelExplainabilityJobDefinition', 'NetworkConfig', 'NetworkConfig'),
  both('AWS::SageMaker::MonitoringSchedule', 'MonitoringScheduleName', 'MonitoringScheduleName'),
  both('AWS::SageMaker::MonitoringSchedule', 'MonitoringScheduleConfig', 'MonitoringScheduleConfig'),
  both('AWS::SageMaker::Domain', 'DefaultUserSettings', 'DefaultUserSettings'),
  both('AWS::SageMaker::UserProfile', 'UserSettings', 'UserSettings'),
  both('AWS::SageMaker::UserProfile', 'DomainId', 'DomainId'),
  both('AWS::SageMaker::Image', 'ImageDescription', 'Description'),
  both('AWS::SageMaker::Image', 'ImageDisplayName', 'DisplayName'),
  both('AWS::SageMaker::AppImageConfig', 'AppImageConfigName', 'AppImageConfigName'),
];

describe('the names of properties', () => {
  it.each(properties)('%s: %s becomes %s', (type, written, described) => {
    const snapshot = open(`Resources: {R: {Type: ${type}, Properties: {${written}: {x: 1}}}}`);
    const [record] = snapshot.records;
    expect(record && 'resource' in record && Object.keys(record.resource.properties)).toContain(described);
    expect(pathInTemplate(type, `${described}[0].x`)).toBe(`${written}[0].x`);
  });

  it('leave training jobs out of the types that a template can hold', () => {
    expect(resourceTypes).not.toContain('AWS::SageMaker::TrainingJob');
    expect(Object.keys(mappings)).toEqual(resourceTypes.filter((type) => type.startsWith('AWS::SageMaker::')));
  });

  it('never bring secrets into a snapshot', () => {
    const text =
      'Resources: {M: {Type: AWS::SageMaker::Model, Properties: {PrimaryContainer: {Image: i, Environment: {TOKEN: hunter2}}}}}';
    expect(JSON.stringify(open(text))).not.toContain('hunter2');
  });

  it('never bring the metadata of a resource into its properties', () => {
    const text =
      'Resources: {M: {Type: AWS::SageMaker::Model, Metadata: {sagevet: {owner: someone-else}}, Properties: {}}}';
    expect(at(open(text), 'M').properties).toEqual({ ModelName: 'M' });
  });
});

describe('the names of resources', () => {
  const names = `
Resources:
  Model: {Type: AWS::SageMaker::Model}
  Config: {Type: AWS::SageMaker::EndpointConfig, Properties: {ProductionVariants: [{ModelName: !Ref Model}, {ModelName: !GetAtt Model.ModelName}]}}
  Endpoint: {Type: AWS::SageMaker::Endpoint, Properties: {EndpointName: !Sub '\${AWS::StackName}-e', EndpointConfigName: !GetAtt Config.EndpointConfigName}}
  Schedule: {Type: AWS::SageMaker::MonitoringSchedule, Properties: {EndpointName: !GetAtt Endpoint.EndpointName}}
  Domain: {Type: AWS::SageMaker::Domain}
  Ana: {Type: AWS::SageMaker::UserProfile, Properties: {DomainId: !Ref Domain, UserProfileName: ana, UserSettings: {ExecutionRole: !GetAtt Role.Arn}}}
  Role: {Type: AWS::IAM::Role, Properties: {Path: /ml/, RoleName: studio}}
`;

  it('are logical ids where a template leaves them to CloudFormation, so that joins find them', () => {
    const snapshot = open(names);
    expect(at(snapshot, 'Config')).toMatchObject({
      name: 'Config',
      properties: { ProductionVariants: [{ ModelName: 'Model' }, { ModelName: 'Model' }] },
    });
    expect(at(snapshot, 'Endpoint').properties).toMatchObject({ EndpointConfigName: 'Config' });
    expect(at(snapshot, 'Schedule').properties).toMatchObject({ EndpointName: 'StackName-e' });
    expect(at(snapshot, 'Endpoint').name).toBe('StackName-e');
  });

  it('of profiles carry the domain, and settings carry the ARN under which the role is found', () => {
    const snapshot = open(names);
    const { arn } = at(snapshot, 'Role');
    expect(arn).toBe('arn:aws:iam::000000000000:role/ml/studio');
    expect(at(snapshot, 'Ana')).toMatchObject({
      name: 'Domain/ana',
      properties: { DomainId: at(snapshot, 'Domain').name, UserSettings: { ExecutionRole: arn } },
    });
  });
});

describe('places in the file', () => {
  const text = `Resources:
  N:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      RootAccess: Enabled
      SecurityGroupIds:
        - sg-1
        - !Ref Group
  Group: {Type: AWS::EC2::SecurityGroup}
`;
  const places = {
    position: { line: 2, column: 3 },
    properties: {
      RootAccess: { line: 5, column: 7 },
      SecurityGroups: { line: 6, column: 7 },
      'SecurityGroups[0]': { line: 7, column: 11 },
      'SecurityGroups[1]': { line: 8, column: 16 },
    },
  };

  it('are those of the resource and of each property, under AWS’s names', () => {
    expect(at(open(text), 'N').origin).toMatchObject({ kind: 'file', address: 'N', ...places });
  });

  it.each([
    ['a byte order mark', `\uFEFF${text}`],
    ['line ends of Windows', text.replaceAll('\n', '\r\n')],
  ])('are the same with %s', (_, variant) => {
    expect(at(open(variant), 'N').origin).toMatchObject(places);
  });

  it('are found in JSON, tabs and all', () => {
    const json = JSON.stringify(
      { Resources: { N: { Type: 'AWS::SageMaker::Model', Properties: { EnableNetworkIsolation: false } } } },
      undefined,
      '\t',
    );
    expect(at(open(json), 'N').origin).toMatchObject({
      position: { line: 3, column: 3 },
      properties: { EnableNetworkIsolation: { line: 6, column: 5 } },
    });
  });
});

describe('what a scan of a template leaves out', () => {
  it('is counted by type', () => {
    const { header } = open(
      'Resources: {A: {Type: AWS::S3::Bucket}, B: {Type: AWS::S3::Bucket}, C: {Type: Custom::X}}',
    );
    expect(header.ignored).toEqual({ 'AWS::S3::Bucket': 2, 'Custom::X': 1 });
  });

  it('is a gap where a nested stack is not at hand', () => {
    const text =
      'Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://example.com/t.yaml}}}';
    expect(gapsOf(open(text))).toMatchObject([
      { code: 'NotAtHand', message: expect.stringContaining('`https://example.com/t.yaml`') },
    ]);
  });

  it('is nothing of a plain notebook', () => {
    expect(notebook('{RootAccess: Disabled}')).toEqual({ NotebookInstanceName: 'N', RootAccess: 'Disabled' });
  });
});
