import type { Properties, Resource } from './resource.ts';
import { parseS3Url } from './s3-url.ts';

type Job = Partial<
  Pick<Properties<'AWS::SageMaker::TrainingJob'>, 'InputDataConfig' | 'OutputDataConfig' | 'CheckpointConfig'>
>;

/** The buckets that a training job names for its input, output and checkpoints; what is unknown in them is left out. */
export function bucketsNamedBy(properties: Resource['properties']): string[] {
  const { InputDataConfig, OutputDataConfig, CheckpointConfig } = properties as Job;
  const inputs = Array.isArray(InputDataConfig) ? InputDataConfig : [];
  const urls = [
    ...inputs.map((channel) => channel?.DataSource?.S3DataSource?.S3Uri),
    OutputDataConfig?.S3OutputPath,
    CheckpointConfig?.S3Uri,
  ];
  return [...new Set(urls.flatMap((url) => (typeof url === 'string' ? bucketOf(url) : [])))];
}

function bucketOf(url: string): string[] {
  const [, plain] = /^s3:\/\/([a-z0-9][a-z0-9.-]{2,62})(?:\/|$)/.exec(url) ?? [];
  // Access points have aliases that look like buckets: these are told apart by the whole parser.
  if (plain !== undefined && !plain.endsWith('-s3alias')) return [plain];
  const location = parseS3Url(url);
  return location?.kind === 'bucket' ? [location.bucket] : [];
}
