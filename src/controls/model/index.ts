import type { Control } from '../../model/control.ts';

export const modelControls: readonly Control[] = [];
