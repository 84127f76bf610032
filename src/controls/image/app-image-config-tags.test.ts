import { describeControl } from '../../../test/support/describe-control.ts';
import { tagCases } from '../../../test/support/tag-cases.ts';
import { appImageConfigTags } from './app-image-config-tags.ts';

describeControl(appImageConfigTags, tagCases);
