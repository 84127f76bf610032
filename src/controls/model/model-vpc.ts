import { defineControl, fail, pass } from '../../model/control.ts';
import { replaceModel } from './remediation.ts';

export const modelVpc = defineControl({
  id: 'model-vpc',
  title: 'Models run their containers in a VPC of yours',
  resourceType: 'AWS::SageMaker::Model',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.MODEL.VPC.001',
      title: 'SageMaker Models Must Use VPC Configuration',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['SC-7'], soc2: ['CC6.6'] },
    },
  ],
  checks: 'Reads `VpcConfig.Subnets`: passes when the model names at least one subnet.',
  why:
    'Without a VPC of yours the containers use a network of SageMaker’s own: no security group, endpoint policy or flow ' +
    'log of yours applies to what they fetch and send.',
  remediation: {
    summary:
      'Create a copy of the model with subnets and security groups, move its endpoints to the copy, and delete the old ' +
      'one; models cannot be changed. The VPC needs a way to S3, best a gateway endpoint.',
    steps: (model) =>
      replaceModel(model, {
        suffix: 'in-vpc',
        difference: 'in your VPC',
        args: { 'vpc-config': 'SecurityGroupIds=SECURITY_GROUP_ID,Subnets=SUBNET_ID_1,SUBNET_ID_2' },
      }),
    cloudformation: 'VpcConfig: { SecurityGroupIds: […], Subnets: […] }',
    terraform: 'vpc_config { security_group_ids = […], subnets = […] }',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html'],
  messages: { none: '`VpcConfig` names no subnet' },
  evaluate(model) {
    const at = 'VpcConfig.Subnets';
    return model.isSet(at) ? pass({ at }) : fail('none', { at, expected: 'at least one subnet' });
  },
});
