import type { Control } from '../../model/control.ts';

export const domainControls: readonly Control[] = [];
