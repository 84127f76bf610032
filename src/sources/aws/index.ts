import type { Snapshot } from '../../model/snapshot.ts';
import { Clients } from './clients.ts';
import { collectAll } from './collect.ts';
import { wholeSecond } from './collectors/training-job.ts';
import { planFor } from './registry.ts';
import { openSession } from './session.ts';
import type { AwsOptions } from './types.ts';

export { actionsFor, policyDocument } from './actions.ts';
export { type AwsOptions, SourceError, type Wants } from './types.ts';

/**
 * Opens live AWS accounts as a snapshot. Credentials, accounts and regions are found before it returns; what is read after
 * that is read while the records are iterated, which can be done once. Only read calls are made, those of `actionsFor`;
 * each that fails is a gap.
 *
 * @throws SourceError when the collection cannot start
 */
export async function openAws(options: AwsOptions): Promise<Snapshot> {
  const { endpointUrl, retries, jobsSince, facts, endpointTrafficDays, now, toolVersion } = options;
  const clients = new Clients({
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(retries === undefined ? {} : { retries }),
  });
  try {
    const session = await openSession(options, clients);
    const plan = planFor(options);
    return {
      header: {
        capturedAt: now.toISOString(),
        toolVersion,
        source: 'aws',
        accounts: session.accounts.map(({ caller }) => caller.accountId),
        regions: [...new Set(session.accounts.flatMap(({ regions }) => regions))].sort(),
        resourceTypes: plan.complete,
        windows: {
          ...(plan.complete.includes('AWS::SageMaker::TrainingJob')
            ? { trainingJobsSince: jobsSince === null ? null : wholeSecond(jobsSince).toISOString() }
            : {}),
          ...(facts.has('endpoint-traffic') ? { endpointTrafficDays } : {}),
        },
      },
      records: collectAll(session, options, plan, clients),
    };
  } catch (error) {
    await clients.close();
    throw error;
  }
}
