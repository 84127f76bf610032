import type { Control } from '../../model/control.ts';
import { domainExecutionRole } from './domain-execution-role.ts';

export const domainControls: readonly Control[] = [domainExecutionRole];
