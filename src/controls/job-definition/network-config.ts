import { z } from 'zod';
import { fail, notApplicable, pass, undecided } from '../../model/control.ts';
import type { View } from '../../model/view.ts';

/** What the four kinds of monitoring job definitions have in common. */
interface JobDefinition {
  NetworkConfig: { EnableNetworkIsolation: boolean; EnableInterContainerTrafficEncryption: boolean };
  JobResources: { ClusterConfig: { InstanceCount: number } };
}

export const isolationMessages = {
  notIsolated: '`EnableNetworkIsolation` is not set to true, so the containers of the job can reach the network',
} as const;

export function judgeIsolation(definition: View<JobDefinition>) {
  const at = 'NetworkConfig.EnableNetworkIsolation';
  if (definition.read(at, { whenAbsent: false }) === true) return pass({ at });
  return fail('notIsolated', { at, expected: 'true' });
}

export const encryptionMessages = {
  notEncrypted: '`EnableInterContainerTrafficEncryption` is not set to true',
  fewInstances: 'it runs on fewer than {minimum} instances, so no traffic between them is judged',
  countNotTold: '`InstanceCount` is not set, so it is open whether there is traffic between instances',
} as const;

export function minimumInstanceCount(byDefault: number) {
  return {
    schema: z.int().min(1).max(100),
    default: byDefault,
    description: 'The number of instances from which on a job has to encrypt the traffic between them',
  };
}

export function judgeEncryption(definition: View<JobDefinition>, minimum: number) {
  const at = 'NetworkConfig.EnableInterContainerTrafficEncryption';
  const countAt = 'JobResources.ClusterConfig.InstanceCount';
  if (definition.read(at, { whenAbsent: false }) === true) return pass({ at });
  const failed = (count: number | undefined) =>
    fail('notEncrypted', {
      at,
      expected: 'true',
      notes: count === 1 ? ['it runs on a single instance, where the setting has no effect yet'] : [],
    });
  if (minimum === 1) return failed(definition.peek(countAt));
  const count = definition.read(countAt, { whenAbsent: undefined });
  if (count === undefined) return undecided('countNotTold', { at: countAt });
  if (count < minimum) return notApplicable('fewInstances', { at: countAt, data: { minimum } });
  return failed(count);
}
