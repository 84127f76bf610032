import { z } from 'zod';
import { fail, type PublishedParameter, pass, type VerdictData } from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import type { Resource } from '../../model/resource.ts';
import type { View } from '../../model/view.ts';
import { awsCli, isSystemTag, step } from '../aws-cli.ts';

/** As Security Hub publishes it for every control on tags. */
export const publishedRequiredKeyTags: PublishedParameter = {
  name: 'requiredKeyTags',
  description:
    'A list of non-system tag keys that must be assigned to an evaluated resource. Tag keys are case sensitive.',
  type: 'StringList (maximum of 6 items)',
  allowedValues: '1–6 tag keys that meet AWS requirements.',
  customizable: true,
};

export const requiredKeyTags = {
  schema: z
    .array(
      z
        .string()
        .min(1)
        .max(128)
        .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, 'tag keys hold letters, numbers, spaces and _ . : / = + - @')
        .refine((key) => !isSystemTag(key), 'keys that start with `aws:` are set by AWS alone'),
    )
    .max(6),
  default: [],
  description: 'The tag keys that each resource must have, case-sensitive; without any, one tag of any key is enough',
};

export const tagMessages = {
  untagged: 'it has no tags, but for any that AWS set itself',
  missingKeys: 'it lacks the tag keys {keys}',
} as const;

export function judgeTags(view: Pick<View, 'resource' | 'tags'>, required: readonly string[]) {
  const at = 'Tags';
  const keys = new Set(
    view
      .tags()
      .map(({ Key }) => Key)
      .filter((key) => !isSystemTag(key)),
  );
  const missing = required.filter((key) => !keys.has(key));
  // Tags that CloudFormation gives to everything in a stack are named at deployment, not in the template.
  const notes = view.resource.origin.kind === 'file' ? ['tags that the deployment adds by itself were not seen'] : [];
  const expected = required.length === 0 ? 'at least one tag' : `the keys ${required.join(', ')}`;
  const data = { keys: missing.map((key) => `\`${key}\``).join(', '), missing: missing.join() };
  if (keys.size === 0) return fail('untagged', { at, expected, data, notes });
  if (missing.length === 0) return pass({ at });
  return fail('missingKeys', { at, expected, data, notes });
}

/** @param data of the verdict: `missing`, the keys to add, with commas, which keys cannot hold */
export function addTags({ arn, region }: Pick<Resource, 'arn' | 'region'>, data?: VerdictData): RemediationStep[] {
  const missing = String(data?.missing ?? '')
    .split(',')
    .filter((key) => key !== '');
  const keys = missing.length === 0 ? ['TAG_KEY'] : missing;
  const args = { 'resource-arn': arn ?? 'RESOURCE_ARN', tags: keys.map((key) => `Key=${key},Value=TAG_VALUE`) };
  return [step('Add the tags; nothing else changes', awsCli({ region }, 'sagemaker add-tags', args))];
}
