import { describe, expect, it } from 'vitest';
import { describeControl } from '../../../test/support/describe-control.ts';
import { subjectOf } from '../../../test/support/estate.ts';
import { hardenedEstate } from '../../../test/support/hardened-estate.ts';
import { tagCases } from '../../../test/support/tag-cases.ts';
import { viewOf } from '../../model/view.ts';
import { imageTags } from './image-tags.ts';
import { requiredKeyTags } from './tags.ts';

describeControl(imageTags, [
  ...tagCases,
  {
    name: 'the image is being deleted',
    given: { ImageStatus: 'DELETING' },
    resource: { tags: [] },
    expect: 'NOT_APPLICABLE',
  },
  {
    name: 'an image that could not be created is judged as well',
    given: { ImageStatus: 'CREATE_FAILED' },
    resource: { tags: [] },
    expect: 'FAILED',
    cause: 'untagged',
  },
]);

describe('the fix of image-tags', () => {
  const commandsFor = (data?: { readonly missing: string }) => {
    const view = viewOf(subjectOf(hardenedEstate, 'AWS::SageMaker::Image'));
    return imageTags.remediation.steps(view, data).map(({ command }) => command);
  };
  const addTags =
    'aws sagemaker add-tags --region eu-west-1 --resource-arn arn:aws:sagemaker:eu-west-1:111122223333:image/rstudio';

  it('adds tags by the ARN of the image', () => {
    expect(commandsFor()).toEqual([`${addTags} --tags Key=TAG_KEY,Value=TAG_VALUE`]);
    expect(commandsFor({ missing: '' })).toEqual([`${addTags} --tags Key=TAG_KEY,Value=TAG_VALUE`]);
  });

  it('names the keys that are required and missing', () => {
    expect(commandsFor({ missing: 'cost centre,stage' })).toEqual([
      `${addTags} --tags 'Key=cost centre,Value=TAG_VALUE' Key=stage,Value=TAG_VALUE`,
    ]);
  });
});

describe('the required tag keys', () => {
  const isTaken = (keys: unknown) => requiredKeyTags.schema.safeParse(keys).success;

  it('are at most six keys that users may set', () => {
    expect(isTaken(['a', 'b', 'c', 'd', 'e', 'f'])).toBe(true);
    expect(isTaken(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe(false);
    expect(isTaken(['aws:createdBy'])).toBe(false);
    expect(isTaken([''])).toBe(false);
    expect(isTaken(['a,b'])).toBe(false);
    expect(isTaken(['Kostenstelle für Ähnliches'])).toBe(true);
    expect(isTaken('team')).toBe(false);
  });
});
