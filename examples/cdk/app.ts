import { pathToFileURL } from 'node:url';
import {
  App,
  type AppProps,
  aws_ec2,
  aws_iam,
  aws_kms,
  aws_s3,
  aws_sagemaker,
  NestedStack,
  Stack,
  Tags,
  Validations,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SagevetPlugin } from '../../src/cdk.ts';

/** A workspace for data scientists: notebook instances in a VPC of their own, with a key and a scoped role. */
class Workspace extends Stack {
  readonly executionRole: aws_iam.Role;

  constructor(scope: Construct, id: string) {
    super(scope, id, { env: { account: '111122223333', region: 'eu-west-1' } });
    const vpc = new aws_ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    const subnet = new aws_ec2.CfnSubnet(this, 'Subnet', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
    const group = new aws_ec2.CfnSecurityGroup(this, 'Notebooks', { groupDescription: 'notebooks', vpcId: vpc.ref });
    const key = new aws_kms.Key(this, 'Key', { enableKeyRotation: true });
    const data = new aws_s3.Bucket(this, 'Data', { enforceSSL: true });
    this.executionRole = new aws_iam.Role(this, 'Execution', {
      assumedBy: new aws_iam.ServicePrincipal('sagemaker.amazonaws.com'),
    });
    data.grantRead(this.executionRole);

    new aws_sagemaker.CfnNotebookInstance(this, 'Exploration', {
      instanceType: 'ml.t3.medium',
      roleArn: this.executionRole.roleArn,
      platformIdentifier: 'notebook-al2023-v1',
      directInternetAccess: 'Disabled',
      rootAccess: 'Disabled',
      subnetId: subnet.ref,
      securityGroupIds: [group.attrGroupId],
      kmsKeyId: key.keyId,
    });
    // Left as the service would create it, to have something to find.
    new aws_sagemaker.CfnNotebookInstance(this, 'Scratch', {
      instanceType: 'ml.t3.medium',
      roleArn: this.executionRole.roleArn,
    });
    new Serving(this, 'Serving', this.executionRole);
    Tags.of(this).add('team', 'churn');
  }
}

/** A model behind an endpoint, in a nested stack that gets its role from the parent. */
class Serving extends NestedStack {
  constructor(scope: Construct, id: string, role: aws_iam.IRole) {
    super(scope, id);
    const model = new aws_sagemaker.CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      primaryContainer: { image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1' },
      enableNetworkIsolation: true,
    });
    const config = new aws_sagemaker.CfnEndpointConfig(this, 'Config', {
      productionVariants: [
        {
          variantName: 'main',
          modelName: model.attrModelName,
          instanceType: 'ml.m5.large',
          initialInstanceCount: 1,
          initialVariantWeight: 1,
        },
      ],
    });
    new aws_sagemaker.CfnEndpoint(this, 'Endpoint', { endpointConfigName: config.attrEndpointConfigName });
  }
}

/** The app with sagevet as a plugin: `cdk synth` stops at findings of high severity and tells the others. */
export function createApp(props: AppProps = {}): App {
  const app = new App(props);
  new Workspace(app, 'Workspace');
  Validations.of(app).addPlugins(new SagevetPlugin({ failOn: 'high' }));
  return app;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) createApp().synth();
