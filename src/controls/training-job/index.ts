import type { Control } from '../../model/control.ts';

export const trainingJobControls: readonly Control[] = [];
