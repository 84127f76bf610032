import type { Control } from '../../model/control.ts';
import { endpointConfigInstanceCount } from './endpoint-config-instance-count.ts';
import { endpointConfigMonitoring } from './endpoint-config-monitoring.ts';

export const endpointConfigControls: readonly Control[] = [endpointConfigInstanceCount, endpointConfigMonitoring];
