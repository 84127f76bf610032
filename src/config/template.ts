/** What `sagevet init` writes: every key, explained, with what holds without it. */
export const configTemplate = `# yaml-language-server: $schema=https://unpkg.com/sagevet/docs/schema/config.schema.json
# sagevet.yaml: found from the working directory upwards. Flags of the command line win over it.
# Every key is optional; a line of example follows where it is left out.

# Which controls run. \`sagevet controls\` lists them; ids, published ids (SageMaker.3), globs and standards
# (aws-security-hub, stave) all name controls.
controls:
  # include: [aws-security-hub, 'notebook-instance-*']
  # exclude: [image-tags, app-image-config-tags]
  # Your severity, where it is not ours.
  # severity: { endpoint-traffic: informational }
  # \`sagevet controls ID\` says what can be set.
  # parameters: { endpoint-traffic: { idleDays: 14 }, image-tags: { requiredKeyTags: [team, cost-center] } }

# Exit with 1 if something fails at or above this: critical, high, medium, low, informational, or none.
failOn: low
# Exit with 3 if nothing fails but something could not be judged.
failOnUnknown: false

# The account. Without these: the profile, region and account of your environment.
# profile: prod
# regions: [eu-west-1, us-east-1]
# roles: [{ arn: 'arn:aws:iam::111122223333:role/sagevet', externalId: 'given-by-you' }]
# Training jobs created since: a number of days, a date, or all. Jobs in progress are always read.
jobsSince: 90d

# What comes out: a name, or name=file, relative to this file.
formats: [table]

# Failures that somebody accepted; they may also stand in sagevet.waivers.yaml. \`reason\` and \`owner\` must be there.
waivers: []
#  - control: notebook-instance-root-access
#    resource: 'arn:aws:sagemaker:*:111122223333:notebook-instance/sandbox-*'
#    reason: the sandbox holds no customer data
#    owner: ml-platform
#    ticket: SEC-42
#    expires: 2027-03-31
# Whether waivers in the metadata and tags of resources count.
inlineWaivers: true

# What \`sagevet baseline write\` wrote: with it only new failures count.
# baseline: sagevet.baseline.json
`;
