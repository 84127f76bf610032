import { bucketsNamedBy } from '../../model/training-buckets.ts';
import type { ResourceView } from '../../model/view.ts';

/**
 * The buckets that a job names for its input, output and checkpoints.
 * @throws UnknownRead when any of them is unknown: a role cannot be held against half of a list
 */
export function bucketsDeclaredBy(job: ResourceView<'AWS::SageMaker::TrainingJob'>): string[] {
  return bucketsNamedBy({
    InputDataConfig: job.read('InputDataConfig', { whenAbsent: [] }),
    OutputDataConfig: job.read('OutputDataConfig', { whenAbsent: undefined }),
    CheckpointConfig: job.read('CheckpointConfig', { whenAbsent: undefined }),
  });
}
