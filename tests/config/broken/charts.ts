import type { Mistake } from "./mistake";

const catalog = { source: "https://charts.example.com", version: "1.2.3" };

/** Charts. */
export const chartsMistakes: readonly Mistake[] = [
  {
    title: "a chart from nowhere",
    changes: { "charts.releases": { catalog: { source: "charts.example.com/catalog", version: "1.2.3" } } },
    problems: {
      "eks-platform:charts.releases.catalog.source":
        'is "charts.example.com/catalog"; must be a repository (https://...), a chart in a registry (oci://<host>/<path>/<chart>), a bucket (s3://<bucket>/<prefix>) or the folder of a chart (./<path>)',
    },
  },
  {
    title: "a range of versions of a chart",
    changes: { "charts.releases": { catalog: { ...catalog, version: "^1.2.0" } } },
    problems: {
      "eks-platform:charts.releases.catalog.version":
        'is "^1.2.0"; must be the full version of a chart, for example 3.5.0',
    },
  },
  {
    title: "a remote chart of no version, and a folder's with one",
    changes: {
      "charts.releases": {
        catalog: { source: "https://charts.example.com" },
        own: { source: "./own", version: "1.0.0" },
      },
    },
    problems: {
      "eks-platform:charts.releases.catalog.version": "is required, for example 3.5.0",
      "eks-platform:charts.releases.own.version": 'is "1.0.0"; must be left out: the chart of a folder has its own',
    },
  },
  {
    title: "releases that need each other, and one that there is not",
    changes: {
      "charts.releases": { one: { ...catalog, needs: ["two"] }, two: { ...catalog, needs: ["one", "three"] } },
    },
    problems: {
      "eks-platform:charts.releases.one.needs[0]":
        'is "two"; must be left out: two needs one in turn, and neither could be the first',
      "eks-platform:charts.releases.two.needs[0]":
        'is "one"; must be left out: one needs two in turn, and neither could be the first',
      "eks-platform:charts.releases.two.needs[1]":
        'is "three"; must be one of one or two: charts.releases has no other',
    },
  },
  {
    title: "a release that takes the name of an add-on, and one in the namespace of an app",
    changes: { "charts.releases": { coredns: catalog, catalog: { ...catalog, namespace: "hello" } } },
    problems: {
      "eks-platform:charts.releases.coredns": "must have another name: an add-on or an app has this one",
      "eks-platform:charts.releases.catalog.namespace": 'is "hello"; must be another: it is that of the app hello',
    },
  },
];

export const productionChartsMistakes: readonly Mistake[] = [
  {
    title: "a chart in production that may be published again with another content",
    changes: { "charts.releases": { catalog } },
    problems: {
      "eks-platform:charts.releases.catalog.digest":
        "is required: a version can be published again with another content; npm run charts -- pull prints it (purpose: production)",
    },
  },
];
