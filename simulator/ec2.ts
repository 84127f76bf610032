import type { Caller, Service } from './caller.ts';
import { listParameter } from './query.ts';
import { defaultRegions, optInRegions } from './regions.ts';
import { AwsError } from './wire.ts';
import { content } from './xml.ts';

/** EC2's Query protocol, for the list of regions. https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export const ec2: Service = {
  protocol: 'ec2',
  regional: true,
  read(request) {
    const parameters = new URLSearchParams(request.body);
    const operation = parameters.get('Action') ?? '';
    return {
      operation,
      action: `ec2:${operation}`,
      resources: listParameter(parameters, 'RegionName'),
      answer(caller) {
        if (operation !== 'DescribeRegions') {
          throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
        }
        const regionInfo = content(describeRegions(parameters, caller), 'item');
        return {
          status: 200,
          headers: { 'content-type': 'text/xml' },
          body: `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${caller.requestId}</requestId><regionInfo>${regionInfo}</regionInfo></DescribeRegionsResponse>`,
        };
      },
    };
  },
};

function describeRegions(parameters: URLSearchParams, caller: Caller) {
  const optedIn = caller.account.optedInRegions ?? [];
  const all = parameters.get('AllRegions') === 'true';
  const names = listParameter(parameters, 'RegionName');
  const known = [...defaultRegions, ...(all ? optInRegions : optedIn)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid region names specified: ${unknown}`);
  return known
    .filter((name) => names.length === 0 || names.includes(name))
    .map((regionName) => ({
      regionName,
      regionEndpoint: `ec2.${regionName}.amazonaws.com`,
      optInStatus: defaultRegions.includes(regionName)
        ? 'opt-in-not-required'
        : optedIn.includes(regionName)
          ? 'opted-in'
          : 'not-opted-in',
    }));
}
