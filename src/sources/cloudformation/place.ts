/** Where a template is deployed to, as far as names and ARNs need it; what is not known is stood for. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

/** Stands for the account of the deployment where it is not known, in ARNs that joins and the policy analysis follow. */
export const someAccount = '000000000000';

export interface Environment {
  /** Empty where not known. */
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
}

export function placeOf({ accountId, region }: Environment): Place {
  return {
    partition: partitionOf(region),
    accountId: accountId === '' ? someAccount : accountId,
    region: region === '' ? 'region' : region,
  };
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
