import type { Control } from '../../model/control.ts';

export const jobDefinitionControls: readonly Control[] = [];
