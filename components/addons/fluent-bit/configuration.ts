/**
 * The sections of Fluent Bit's configuration that the add-on's chart does not have right by itself: by default it would send
 * everything to an Elasticsearch.
 *
 * @see https://github.com/fluent/helm-charts/blob/main/charts/fluent-bit/values.yaml
 * @see https://docs.fluentbit.io/manual/data-pipeline/outputs/cloudwatch
 */
export const pipeline = (region: string, logGroupName: string) => ({
  inputs: section("INPUT", {
    Name: "tail",
    Path: "/var/log/containers/*.log",
    Exclude_Path: "/var/log/containers/fluent-bit-*", // each line of its own would make the next
    "multiline.parser": "docker, cri",
    Tag: "kube.*",
    DB: "/var/log/flb_kube.db", // where it stopped, for its next pod on the node
    Mem_Buf_Limit: "5MB",
    Skip_Long_Lines: "On",
  }),
  outputs: section("OUTPUT", {
    Name: "cloudwatch_logs",
    Match: "kube.*",
    region,
    log_group_name: logGroupName,
    log_stream_prefix: "node-", // for lines of a pod that the API server does not know any more
    log_stream_template: "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']",
    auto_create_group: "false",
    Retry_Limit: "5",
  }),
});

const section = (title: string, keys: Readonly<Record<string, string>>): string =>
  [`[${title}]`, ...Object.entries(keys).map(([key, value]) => `    ${key} ${value}`), ""].join("\n");
