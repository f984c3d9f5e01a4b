import type { Mistake } from "./mistake";

/** Account, region, purpose and tags. */
export const accountMistakes: readonly Mistake[] = [
  {
    title: "an account id without quotes",
    changes: { "account.id": 111111111111 },
    problems: { "eks-platform:account.id": "is 111111111111; must be in quotes: a number drops leading zeros" },
  },
  {
    title: "an account id of eleven digits",
    changes: { "account.id": "11111111111" },
    problems: { "eks-platform:account.id": 'is "11111111111"; must be the 12 digits of an AWS account' },
  },
  {
    title: "a deployer role of another account",
    changes: { "account.deployerRoleArn": "arn:aws:iam::999999999999:role/platform-deployer" },
    problems: {
      "eks-platform:account.deployerRoleArn":
        'is "arn:aws:iam::999999999999:role/platform-deployer"; must be a role of account 111111111111 (account.id)',
    },
  },
  {
    title: "a permissions boundary of another account",
    changes: { "account.permissionsBoundaryArn": "arn:aws:iam::999999999999:policy/boundary" },
    problems: {
      "eks-platform:account.permissionsBoundaryArn":
        'is "arn:aws:iam::999999999999:policy/boundary"; must be a policy of account.id (111111111111), or of AWS',
    },
  },
  {
    title: "a session instead of a role",
    changes: { "account.deployerRoleArn": "arn:aws:sts::111111111111:assumed-role/platform-deployer/ci" },
    problems: {
      "eks-platform:account.deployerRoleArn":
        'is "arn:aws:sts::111111111111:assumed-role/platform-deployer/ci"; must be the role, not one of its sessions: arn:aws:iam::<account>:role/<name>',
    },
  },
  {
    title: "a region that does not exist",
    changes: { region: "europe-west1" },
    problems: { "eks-platform:region": 'is "europe-west1"; must be an AWS region, for example eu-west-1' },
  },
  {
    title: "a key of another region for volumes, by its alias",
    changes: { "account.ebsKmsKeyArn": "arn:aws:kms:eu-central-1:111111111111:alias/ebs" },
    problems: {
      "eks-platform:account.ebsKmsKeyArn":
        'is "arn:aws:kms:eu-central-1:111111111111:alias/ebs"; must be the ARN of a KMS key: arn:aws:kms:<region>:<account>:key/<id>',
    },
  },
  {
    title: "a key of another region for volumes",
    changes: {
      "account.ebsKmsKeyArn": "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
    problems: {
      "eks-platform:account.ebsKmsKeyArn":
        'is "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"; must be a key in eu-west-1 (region): EBS takes no other',
    },
  },
  {
    title: "a purpose that is not known",
    changes: { purpose: "prod" },
    problems: { "eks-platform:purpose": 'is "prod"; must be one of development, production' },
  },
  {
    title: "more tags than AWS allows on a resource",
    changes: {
      tags: {
        owner: "platform-team",
        costCenter: "4711",
        ...Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`tag-${index}`, "x"])),
      },
    },
    problems: {
      "eks-platform:tags": "must be at most 44 tags, not 51: AWS allows 50, and a subnet has 6 of the platform's own",
    },
  },
  {
    title: "a tag that ends with a space",
    changes: { "tags.team ": "me" },
    problems: { 'eks-platform:tags["team "]': 'is "me"; must be a key without spaces before or after it' },
  },
  {
    title: "a tag that AWS keeps for itself",
    changes: { "tags.aws:owner": "me" },
    problems: { 'eks-platform:tags["aws:owner"]': 'is "me"; must not begin with "aws:", which AWS reserves' },
  },
];
