import type { Control } from '../../model/control.ts';
import { monitoringScheduleNetworkIsolation } from './monitoring-schedule-network-isolation.ts';

export const monitoringScheduleControls: readonly Control[] = [monitoringScheduleNetworkIsolation];
