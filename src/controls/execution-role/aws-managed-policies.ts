const allow = (Action: string | readonly string[], Resource: string | readonly string[], rest: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});
const policy = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });

/**
 * What some managed policies of AWS's allow, as far as it bears on the questions that controls ask of a role: for
 * templates and plans, which name a policy without its document. A live scan reads the documents themselves.
 *
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const awsManagedPolicies: Readonly<Record<string, object>> = {
  AdministratorAccess: policy(allow('*', '*')),
  AmazonS3FullAccess: policy(allow(['s3:*', 's3-object-lambda:*'], '*')),
  AmazonS3ReadOnlyAccess: policy(
    allow(['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'], '*'),
  ),
  // Version 29 of 2026-02-12. Nothing else in it passes or assumes roles, reads objects or writes IAM permissions.
  AmazonSageMakerFullAccess: policy(
    allow('sagemaker:*', '*'),
    allow(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      ['arn:aws:s3:::*SageMaker*', 'arn:aws:s3:::*Sagemaker*', 'arn:aws:s3:::*sagemaker*', 'arn:aws:s3:::*aws-glue*'],
      { Sid: 'AllowS3ObjectActions' },
    ),
    allow('s3:GetObject', 'arn:aws:s3:::*', {
      Sid: 'AllowS3GetObjectWithSageMakerExistingObjectTag',
      Condition: { StringEqualsIgnoreCase: { 's3:ExistingObjectTag/SageMaker': 'true' } },
    }),
    allow('s3:GetObject', 'arn:aws:s3:::*', {
      Sid: 'AllowS3GetObjectWithServiceCatalogProvisioningExistingObjectTag',
      Condition: { StringEquals: { 's3:ExistingObjectTag/servicecatalog:provisioning': 'true' } },
    }),
    allow('iam:PassRole', 'arn:aws:iam::*:role/*AmazonSageMaker*', {
      Sid: 'AllowPassRoleForSageMakerRoles',
      Condition: {
        StringEquals: {
          'iam:PassedToService': ['glue.amazonaws.com', 'robomaker.amazonaws.com', 'states.amazonaws.com'],
        },
      },
    }),
    allow('iam:PassRole', 'arn:aws:iam::*:role/*', {
      Sid: 'AllowPassRoleToSageMaker',
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }),
  ),
};
