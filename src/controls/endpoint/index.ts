import type { Control } from '../../model/control.ts';

export const endpointControls: readonly Control[] = [];
