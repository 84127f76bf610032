/** Where a training instance keeps its data: on EBS volumes, or on disks of its own, which its hardware encrypts. */
export type InstanceStorage = 'ebs' | 'local';

const ebsFamilies = 'c4 c5 c5n c6i c7i c8i m4 m5 m6i m7i m8i p2 p3 r5 r6i r7i r8i t3';
const localFamilies = 'g4dn g5 g6 g6e g7 g7e p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300 p6e-gb200 r5d trn1 trn1n trn2';

const storageOf = new Map<string, InstanceStorage>([
  ...ebsFamilies.split(' ').map((family) => [family, 'ebs'] as const),
  ...localFamilies.split(' ').map((family) => [family, 'local'] as const),
]);

/**
 * By the family of an instance type such as `ml.g5.xlarge`; `undefined` for a family that is not known.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html
 */
export function instanceStorage(instanceType: string): InstanceStorage | undefined {
  return storageOf.get(instanceType.split('.')[1] ?? '');
}
