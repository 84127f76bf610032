import type { Tag } from '../../src/model/resource.ts';
import { unknown } from '../../src/model/value.ts';
import type { ControlCase } from './describe-control.ts';

const denied = 'AccessDeniedException on sagemaker:ListTags';

function keys(...names: string[]): readonly Tag[] {
  return names.map((Key) => ({ Key, Value: '' }));
}

/** What must hold for every control on tags. */
export const tagCases: readonly ControlCase[] = [
  { name: 'it has tags', expect: 'PASSED' },
  { name: 'a tag without a value is a tag', resource: { tags: keys('team') }, expect: 'PASSED' },
  { name: 'it has no tags', resource: { tags: [] }, expect: 'FAILED', cause: 'untagged' },
  {
    name: 'it has only tags that AWS set',
    resource: { tags: keys('aws:cloudformation:stack-name', 'aws:createdBy') },
    expect: 'FAILED',
    cause: 'untagged',
  },
  {
    name: 'a required key is missing, and the finding says which',
    resource: { tags: keys('team', 'owner') },
    parameters: { requiredKeyTags: ['team', 'cost-centre', 'stage'] },
    expect: 'FAILED',
    cause: 'missingKeys',
    message: '`cost-centre`, `stage`',
  },
  {
    name: 'keys are case-sensitive',
    resource: { tags: keys('Team') },
    parameters: { requiredKeyTags: ['team'] },
    expect: 'FAILED',
    cause: 'missingKeys',
  },
  {
    name: 'all required keys are there',
    parameters: { requiredKeyTags: ['owner', 'team'] },
    expect: 'PASSED',
  },
  {
    name: 'a template without tags does not show what the stack adds, and the finding says so',
    resource: { tags: [], origin: { kind: 'file', file: 'studio.yaml', address: 'Image' } },
    expect: 'FAILED',
    cause: 'untagged',
    notes: ['deployment'],
  },
  {
    name: 'the tags could not be read',
    resource: { tags: unknown(denied) },
    expect: 'UNKNOWN',
    cause: denied,
  },
  { name: 'a plan does not know the tags yet', resource: { tags: unknown('known after apply') }, expect: 'UNKNOWN' },
  { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
];
