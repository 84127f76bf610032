import type { Control } from '../../model/control.ts';
import { appImageConfigTags } from './app-image-config-tags.ts';
import { imageTags } from './image-tags.ts';

export const imageControls: readonly Control[] = [imageTags, appImageConfigTags];
