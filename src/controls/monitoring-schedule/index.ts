import type { Control } from '../../model/control.ts';

export const monitoringScheduleControls: readonly Control[] = [];
