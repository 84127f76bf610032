import type { Control } from '../../model/control.ts';
import { modelNetworkIsolation } from './model-network-isolation.ts';
import { modelVpc } from './model-vpc.ts';

export const modelControls: readonly Control[] = [modelNetworkIsolation, modelVpc];
