import type { Control } from '../../model/control.ts';

export const imageControls: readonly Control[] = [];
