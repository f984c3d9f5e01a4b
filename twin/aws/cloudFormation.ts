import { parse, type ScalarTag } from "yaml";
import { isObject, type Properties, type Value } from "../provider/values";
import { AUTO_SCALING_GROUP, autoScalingTypes } from "./autoscaling";
import { AwsError } from "./error";
import { dataType, newId } from "./generic";
import { now, randomHex } from "./identifiers";
import { objects, shown, text, texts } from "./read";
import type { Call, ResourceType } from "./resourceType";
import type { StoredResource } from "./account";

const STACK = "aws:cloudformation/stack:Stack";
const GROUP = "AWS::AutoScaling::AutoScalingGroup";

function refuse(operation: string, inputs: Properties, message: string): AwsError {
  return new AwsError(
    "CloudFormation",
    operation,
    `CloudFormation Stack (${shown(inputs.name)})`,
    "ValidationError",
    message,
  );
}

/** `!Ref X` as the object it stands for. */
const ref: ScalarTag = { tag: "!Ref", resolve: (name: string) => ({ Ref: name }) };

interface Template {
  readonly groups: readonly { readonly logicalId: string; readonly properties: Properties }[];
  readonly outputs: Properties;
}

/** The templates in which eks.NodeGroup wraps its Auto Scaling group; any other resource is refused by name. */
function readTemplate(operation: string, inputs: Properties): Template {
  let template: Value;
  try {
    template = parse(text(inputs.templateBody) ?? "", { customTags: [ref] }) as Value;
  } catch (error) {
    throw refuse(operation, inputs, `Template format error: YAML not well-formed. (${String(error)})`);
  }
  const resources = isObject(template) ? template.Resources : undefined;
  if (!isObject(template) || !isObject(resources))
    throw refuse(operation, inputs, "Template format error: At least one Resources member must be defined.");
  const groups = Object.entries(resources).map(([logicalId, resource]) => {
    const { Type: type, Properties: properties } = isObject(resource) ? resource : {};
    if (type !== GROUP) throw new Error(`the simulated CloudFormation does not know the resource type ${shown(type)}`);
    return { logicalId, properties: isObject(properties) ? properties : {} };
  });
  return { groups, outputs: isObject(template.Outputs) ? template.Outputs : {} };
}

function groupInputs(name: string, call: Call, properties: Properties): Properties {
  return {
    name,
    region: call.region,
    minSize: Number(properties.MinSize ?? 0),
    maxSize: Number(properties.MaxSize ?? 0),
    desiredCapacity: Number(properties.DesiredCapacity ?? properties.MinSize ?? 0),
    launchConfiguration: properties.LaunchConfigurationName,
    vpcZoneIdentifiers: texts(properties.VPCZoneIdentifier),
    tags: objects(properties.Tags).map(({ Key, Value: value, PropagateAtLaunch }) => ({
      key: Key,
      value,
      propagateAtLaunch: shown(PropagateAtLaunch) === "true",
    })),
  };
}

/** The groups of the stack that CloudFormation made, by logical id. */
function membersOf(call: Call, stackId: string): StoredResource[] {
  return call.account.list(AUTO_SCALING_GROUP).filter(({ outputs }) => outputs.__stack === stackId);
}

/** With a launch configuration, as here, nobody runs the instances. */
const [groupType] = autoScalingTypes(() => Promise.resolve());

/** Brings the stack's groups to what the template says, and answers its outputs. */
async function deploy(call: Call, operation: string, stackId: string, inputs: Properties): Promise<Properties> {
  const template = readTemplate(operation, inputs);
  const physical: Properties = {};
  for (const { logicalId, properties } of template.groups) {
    const existing = membersOf(call, stackId).find(({ outputs }) => outputs.__logicalId === logicalId);
    const name = existing?.id ?? `${shown(inputs.name)}-${logicalId}-${randomHex(12).toUpperCase()}`;
    const news = groupInputs(name, call, properties);
    const own = existing
      ? await groupType?.update?.(call, existing, news, [])
      : (await groupType?.create(call, news))?.outputs;
    const outputs = {
      ...existing?.outputs,
      ...news,
      ...own,
      __stack: stackId,
      __logicalId: logicalId,
      createdAt: now(),
    };
    call.account.put({ type: AUTO_SCALING_GROUP, id: name, inputs: news, outputs, hidden: true });
    physical[logicalId] = name;
  }
  for (const member of membersOf(call, stackId))
    if (!Object.values(physical).includes(member.id)) await dismiss(call, member);
  return { outputs: outputsOf(template, physical) };
}

function outputsOf(template: Template, physical: Properties): Properties {
  return Object.fromEntries(
    Object.entries(template.outputs).map(([name, output]) => {
      const value = isObject(output) ? output.Value : undefined;
      return [name, isObject(value) ? (physical[shown(value.Ref)] ?? "") : shown(value)];
    }),
  );
}

async function dismiss(call: Call, member: StoredResource): Promise<void> {
  await groupType?.delete?.(call, member);
  call.account.remove(member.type, member.id);
}

const stack = dataType(STACK, {
  async create(call, inputs) {
    const id = newId(STACK, call, inputs);
    return { id, outputs: await deploy(call, "CreateStack", id, inputs) };
  },
  update: (call, current, news) => deploy(call, "UpdateStack", current.id, { ...news, name: current.outputs.name }),
  async delete(call, current) {
    for (const member of membersOf(call, current.id)) await dismiss(call, member);
  },
  changesOnUpdate: ["outputs"],
});

export const cloudFormationTypes: readonly ResourceType[] = [stack];
