import type { Mistake } from "./mistake";

/** Logs, metrics and alarms. */
export const watchingMistakes: readonly Mistake[] = [
  {
    title: "two add-ons that send the logs of containers",
    changes: { "versions.addons.amazon-cloudwatch-observability": "v6.7.0-eksbuild.1" },
    problems: {
      "eks-platform:addons.amazon-cloudwatch-observability.containerLogs":
        "is true by default; must be false beside versions.addons.fluent-bit: both would send, and AWS bill, the logs of every container; or take that pin out",
    },
  },
  {
    title: "Container Insights that can't leave Application Signals out",
    changes: {
      "versions.addons.amazon-cloudwatch-observability": "v5.4.0-eksbuild.1",
      "addons.amazon-cloudwatch-observability": { containerLogs: false },
    },
    problems: {
      "eks-platform:versions.addons.amazon-cloudwatch-observability":
        'is "v5.4.0-eksbuild.1"; must be v6.2.0 or newer: older ones can\'t leave Application Signals out, which changes the pods of every workload',
    },
  },
  {
    title: "alarms without a metric, a certificate, or anything",
    changes: { alarms: { nodesNotReady: {}, certificatesEnding: {} }, dns: {}, "apps.hello.expose": undefined },
    problems: {
      "eks-platform:alarms.nodesNotReady":
        "must be left out without versions.addons.amazon-cloudwatch-observability, which publishes its metrics",
      "eks-platform:alarms.certificatesEnding": "must be left out: dns.certificates has none",
    },
  },
  {
    title: "no alarm for those who wait for one",
    changes: { alarms: { subscriptions: { "on-call": { protocol: "email", endpoint: "on-call@example.com" } } } },
    problems: {
      "eks-platform:alarms": "must have an alarm, for example { podsPending: {} }, or be left out",
    },
  },
  {
    title: "alarms that go elsewhere",
    changes: {
      alarms: {
        topicArn: "arn:aws:sns:us-east-1:111111111111:on-call",
        subscriptions: { phone: { protocol: "sms", endpoint: "+4930123456" } },
        podsPending: {},
      },
    },
    problems: {
      "eks-platform:alarms.subscriptions":
        "must be left out with alarms.topicArn: its owner says who gets what it is told",
      "eks-platform:alarms.topicArn":
        'is "arn:aws:sns:us-east-1:111111111111:on-call"; must be a topic in eu-west-1 (region): CloudWatch tells no other',
    },
  },
  {
    title: "alarms that never begin, and nobody to tell",
    changes: {
      alarms: {
        subscriptions: { phone: { protocol: "sms", endpoint: "030123456" } },
        podsPending: { minutes: 0 },
        subnetAddresses: {},
      },
    },
    problems: {
      "eks-platform:alarms.podsPending.minutes": "is 0; must be a whole number from 1 to 1440 minutes",
      "eks-platform:alarms.subnetAddresses.ipamScopeId":
        "is missing: Private scope of an IPAM in the advanced tier that has this region and account",
      "eks-platform:alarms.subscriptions.phone.endpoint":
        'is "030123456"; must be a telephone number with its country, for example +4930123456',
    },
  },
  {
    title: "Prometheus without a volume, and with files on NFS",
    changes: {
      "versions.addons.aws-ebs-csi-driver": undefined,
      "versions.addons.kube-prometheus-stack": "88.5.3",
      "addons.kube-prometheus-stack": { storageClass: "efs" },
    },
    problems: {
      "eks-platform:addons.kube-prometheus-stack.storageClass":
        'is "efs"; must be a class of block storage: Prometheus loses data on NFS',
    },
  },
  {
    title: "Prometheus where nothing makes volumes",
    changes: {
      "versions.addons.aws-ebs-csi-driver": undefined,
      "versions.addons.kube-prometheus-stack": "88.5.3",
    },
    problems: {
      "eks-platform:versions.addons.kube-prometheus-stack":
        'is "88.5.3"; must have volumes for Prometheus: add versions.addons.aws-ebs-csi-driver, or name a class of yours in addons.kube-prometheus-stack.storageClass',
    },
  },
  {
    title: "metrics that are written to two places at once, or to none",
    changes: {
      "versions.addons.kube-prometheus-stack": "88.5.3",
      "addons.kube-prometheus-stack": { remoteWrite: [{}, { url: "metrics.example.com" }] },
    },
    problems: {
      "eks-platform:addons.kube-prometheus-stack.remoteWrite[0]": "must have a workspaceArn or a url, and not both",
      "eks-platform:addons.kube-prometheus-stack.remoteWrite[1].url":
        'is "metrics.example.com"; must be a URL, for example https://metrics.example.com/api/v1/write',
    },
  },
];
