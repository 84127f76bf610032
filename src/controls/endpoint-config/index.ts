import type { Control } from '../../model/control.ts';

export const endpointConfigControls: readonly Control[] = [];
