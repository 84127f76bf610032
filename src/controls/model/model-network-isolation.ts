import { defineControl, fail, pass } from '../../model/control.ts';
import { replaceModel } from './remediation.ts';

export const modelNetworkIsolation = defineControl({
  id: 'model-network-isolation',
  title: 'Models isolate their containers from the network',
  resourceType: 'AWS::SageMaker::Model',
  severity: 'high',
  publishedAs: [
    {
      standard: 'aws-security-hub',
      id: 'SageMaker.5',
      title: 'SageMaker models should have network isolation enabled',
      severity: 'MEDIUM',
      category: 'Protect > Secure network configuration > Resources not publicly accessible',
      resourceType: 'AWS::SageMaker::Model',
      configRule: 'sagemaker-model-isolation-enabled',
      scheduleType: 'Change triggered',
      parameters: [],
      requirements: {},
    },
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.MODEL.ISOLATION.001',
      title: 'SageMaker Models Must Enable Network Isolation',
      severity: 'high',
      type: 'unsafe_state',
      domain: 'exposure',
      requirements: { 'nist-800-53-r5': ['SC-7'], soc2: ['CC6.6'] },
    },
  ],
  checks: 'Reads `EnableNetworkIsolation` of the model, which holds for all its containers; left out, it is false.',
  why:
    'Inference code is other people’s code: a framework, a base image, a pickled model. Without isolation it can send ' +
    'requests, answers and weights anywhere, with the credentials of the execution role at hand.',
  remediation: {
    summary:
      'Create a copy of the model with network isolation, move its endpoints to the copy, and delete the old one; ' +
      'models cannot be changed. The container must work without network and without AWS credentials.',
    steps: (model) =>
      replaceModel(model, {
        suffix: 'isolated',
        difference: 'with network isolation',
        args: { 'enable-network-isolation': true },
      }),
    cloudformation: 'EnableNetworkIsolation: true',
    terraform: 'enable_network_isolation = true',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html'],
  messages: {
    off: '`EnableNetworkIsolation` is false',
    byDefault: '`EnableNetworkIsolation` is not set, and AWS takes false by default',
  },
  evaluate(model) {
    const at = 'EnableNetworkIsolation';
    const isolation = model.read(at, { whenAbsent: 'absent' });
    if (isolation === true) return pass({ at });
    return fail(isolation === 'absent' ? 'byDefault' : 'off', { at, expected: 'true' });
  },
});
