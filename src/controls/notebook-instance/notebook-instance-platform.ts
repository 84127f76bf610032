import { z } from 'zod';
import { defineControl, fail, pass, undecided } from '../../model/control.ts';
import { currentPlatform, updateStoppedNotebook } from './remediation.ts';

export const notebookInstancePlatform = defineControl({
  id: 'notebook-instance-platform',
  title: 'Notebook instances run on a supported platform',
  resourceType: 'AWS::SageMaker::NotebookInstance',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.8',
      title: 'SageMaker notebook instances should run on supported platforms',
      severity: 'MEDIUM',
      category: 'Detect > Vulnerability, patch, and version management',
      resourceType: 'AWS::SageMaker::NotebookInstance',
      configRule: 'sagemaker-notebook-instance-platform-version',
      scheduleType: 'Periodic',
      parameters: [{ name: 'supportedPlatformIdentifierVersions', default: 'notebook-al2-v3', customizable: false }],
      requirements: {},
    },
  ],
  checks:
    'Reads `PlatformIdentifier`: passes when the parameter `supportedPlatformIdentifierVersions` lists it. A template or ' +
    'plan that leaves it out gets the platform that AWS creates then, and passes.',
  why:
    'A platform without support gets no security updates: known holes in the operating system and in Jupyter stay open ' +
    'on a machine that holds data and credentials.',
  remediation: {
    summary:
      `Stop the notebook instance, set the platform to \`${currentPlatform}\`, and start it again; the volume is kept. ` +
      'Amazon Linux 1 instances have to be created again.',
    steps: (notebook) => updateStoppedNotebook(notebook, { 'platform-identifier': currentPlatform }),
    cloudformation: `PlatformIdentifier: ${currentPlatform}`,
    terraform: `platform_identifier = "${currentPlatform}"`,
  },
  references: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html',
    'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateNotebookInstance.html',
  ],
  messages: {
    unsupported: '`PlatformIdentifier` is `{platform}`, which is not among the supported ones',
    notTold: 'AWS did not tell the `PlatformIdentifier` of this notebook instance',
  },
  parameters: {
    supportedPlatformIdentifierVersions: {
      schema: z.array(z.string().min(1)).min(1),
      default: ['notebook-al2-v3', currentPlatform],
      description: 'The platform identifiers that pass',
    },
  },
  evaluate(notebook, { parameters }) {
    const at = 'PlatformIdentifier';
    const supported = parameters.supportedPlatformIdentifierVersions;
    const platform = notebook.read(at, { whenAbsent: undefined });
    if (platform === undefined) {
      if (notebook.resource.origin.kind === 'api') return undecided('notTold', { at });
      return pass({ at, notes: ['without a `PlatformIdentifier` AWS creates it on its current default'] });
    }
    if (!supported.includes(platform))
      return fail('unsupported', { at, expected: supported.join(' or '), data: { platform } });
    const isAmazonLinux2 = platform.startsWith('notebook-al2-');
    return pass({ at, notes: isAmazonLinux2 ? ['AWS ended the support of Amazon Linux 2 on 2026-06-30'] : [] });
  },
});
