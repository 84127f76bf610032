import { defineControl, fail, pass } from '../../model/control.ts';
import { recreateNotebook } from './remediation.ts';

export const notebookInstanceKmsKey = defineControl({
  id: 'notebook-instance-kms-key',
  title: 'Notebook instances encrypt their volume with a key of yours',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'high',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.NOTEBOOK.ENCRYPT.001',
      title: 'SageMaker Notebook EBS Volume Must Be Encrypted',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'encryption',
      requirements: { 'nist-800-53-r5': ['SC-28'], soc2: ['CC6.7'] },
    },
  ],
  checks:
    'Reads `KmsKeyId`: passes when it names a key. Which kind of key that is, only KMS can tell. AWS encrypts the volume ' +
    'either way; the question is with whose key.',
  why:
    'With a key of your own you decide who may decrypt the volume, see each use of the key in CloudTrail, and can take ' +
    'access away at once. With a key that AWS manages you can do none of it.',
  remediation: {
    summary:
      'Back up the volume, delete the notebook instance, and create it again with a KMS key; AWS sets the key at ' +
      'creation only.',
    steps: (notebook) => recreateNotebook(notebook),
    cloudformation: 'KmsKeyId: …',
    terraform: 'kms_key_id = …',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest-nbi.html'],
  messages: { none: 'no customer managed key is named: `KmsKeyId` is not set' },
  evaluate(notebook) {
    const at = 'KmsKeyId';
    if (!notebook.isSet(at)) return fail('none', { at, expected: 'a customer managed key' });
    const isOfAws = /^(arn:.*:)?alias\/aws\//.test(notebook.peek(at) ?? '');
    return pass({ at, notes: isOfAws ? ['the alias is one of a key that AWS manages'] : [] });
  },
});
