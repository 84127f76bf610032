import { unknown } from '../../src/model/value.ts';
import type { ControlCase } from './describe-control.ts';
import { absent } from './estate.ts';

const encryption = 'NetworkConfig.EnableInterContainerTrafficEncryption';
const isolation = 'NetworkConfig.EnableNetworkIsolation';
const count = 'JobResources.ClusterConfig.InstanceCount';
const denied = 'AccessDeniedException on the Describe operation';

/** What must hold for every control on a flag of `NetworkConfig`. */
function flagCases(flag: string, cause: string, alone: readonly string[], without: readonly string[]): ControlCase[] {
  return [
    { name: 'the flag is set', expect: 'PASSED' },
    { name: 'the flag is off', given: { [flag]: false }, expect: 'FAILED', cause, alsoFails: alone },
    { name: 'the flag is the word for no', given: { [flag]: 'false' }, expect: 'FAILED', cause, alsoFails: alone },
    { name: 'the flag is left out', given: { [flag]: absent }, expect: 'FAILED', cause, alsoFails: alone },
    {
      name: 'there is no network configuration at all',
      given: { NetworkConfig: absent },
      expect: 'FAILED',
      cause,
      alsoFails: without,
    },
    {
      name: 'a plan writes the missing network configuration as an empty list',
      given: { NetworkConfig: [] },
      expect: 'FAILED',
      cause,
      alsoFails: without,
    },
    {
      name: 'the definition could not be read',
      given: { NetworkConfig: absent },
      resource: { unread: denied },
      expect: 'UNKNOWN',
      cause: denied,
    },
    { name: 'a plan does not know the flag yet', given: { [flag]: unknown('known after apply') }, expect: 'UNKNOWN' },
    {
      name: 'the network configuration is a reference, which says nothing about its flags',
      given: { NetworkConfig: unknown('an unresolved `Fn::If`', { isSet: true }) },
      expect: 'UNKNOWN',
    },
    { name: 'it vanished during the scan', resource: { gone: 'deleted while the scan ran' }, expect: 'NOT_APPLICABLE' },
  ];
}

/** @param alsoFails what fails beside an isolation control on the same definition; `without`: without any `NetworkConfig` */
export function isolationCases({ alone = [], without }: { alone?: string[]; without: string[] }): ControlCase[] {
  return flagCases(isolation, 'notIsolated', alone, without);
}

/** Cases of an encryption control that judges definitions of any size unless a parameter says otherwise. */
export function encryptionCases(without: string[] = []): ControlCase[] {
  return [
    ...flagCases(encryption, 'notEncrypted', [], without),
    {
      name: 'a single instance is judged too, with the note that nothing travels yet',
      given: { [encryption]: false, [count]: 1 },
      expect: 'FAILED',
      cause: 'notEncrypted',
      notes: ['no effect'],
    },
    {
      name: 'a flag that is off fails whatever the number of instances will be',
      given: { [encryption]: false, [count]: unknown('known after apply') },
      expect: 'FAILED',
      cause: 'notEncrypted',
    },
    ...severalInstancesCases({ minimumInstanceCount: 2 }),
  ];
}

/** Cases of an encryption control that judges only definitions with two instances or more by default. */
export function severalInstancesEncryptionCases(without: string[]): ControlCase[] {
  return [...flagCases(encryption, 'notEncrypted', [], without), ...severalInstancesCases({})];
}

function severalInstancesCases(parameters: Readonly<Record<string, unknown>>): ControlCase[] {
  return [
    {
      name: 'several instances talk in the clear',
      given: { [encryption]: false, [count]: 2 },
      parameters,
      expect: 'FAILED',
      cause: 'notEncrypted',
    },
    {
      name: 'a single instance talks to nobody',
      given: { [encryption]: false, [count]: 1 },
      parameters,
      expect: 'NOT_APPLICABLE',
      cause: 'fewInstances',
    },
    {
      name: 'the flag decides alone while the number of instances is open',
      given: { [count]: unknown('known after apply') },
      parameters,
      expect: 'PASSED',
    },
    {
      name: 'without the flag, an open number of instances leaves it open',
      given: { [encryption]: absent, [count]: unknown('known after apply') },
      parameters,
      expect: 'UNKNOWN',
    },
    {
      name: 'without the flag, a missing number of instances leaves it open',
      given: { [encryption]: absent, [count]: absent },
      parameters,
      expect: 'UNKNOWN',
      cause: 'countNotTold',
    },
  ];
}
