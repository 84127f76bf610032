import type { Control } from '../../model/control.ts';
import { endpointConfigInstanceCount } from './endpoint-config-instance-count.ts';

export const endpointConfigControls: readonly Control[] = [endpointConfigInstanceCount];
