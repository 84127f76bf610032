import type { Properties } from '../../model/resource.ts';
import { parseS3Url, type S3Location } from '../../model/s3-url.ts';
import type { ItemOf, View } from '../../model/view.ts';

type TrainingJobType = 'AWS::SageMaker::TrainingJob';
export type InputChannel = View<ItemOf<NonNullable<Properties<TrainingJobType>['InputDataConfig']>>, TrainingJobType>;

export const s3Uri = 'DataSource.S3DataSource.S3Uri';

export interface ChannelPlace {
  readonly url: string;
  /** `undefined`: the URL is none of S3's. */
  readonly location: S3Location | undefined;
}

/** Where a channel reads from in S3; `undefined` for channels that read from elsewhere. */
export function s3PlaceOf(channel: InputChannel): ChannelPlace | undefined {
  const url = channel.read(s3Uri, { whenAbsent: undefined });
  return url === undefined ? undefined : { url, location: parseS3Url(url) };
}

/** What facts about the bucket of a channel are called after: its name, or the access point that stands for it. */
export function bucketOf(location: S3Location): string {
  return location.kind === 'bucket' ? location.bucket : location.accessPoint;
}
