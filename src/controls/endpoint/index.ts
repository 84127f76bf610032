import type { Control } from '../../model/control.ts';
import { endpointModelArtifact } from './endpoint-model-artifact.ts';
import { endpointTraffic } from './endpoint-traffic.ts';

export const endpointControls: readonly Control[] = [endpointTraffic, endpointModelArtifact];
