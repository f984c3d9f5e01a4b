/** What went wrong with a chart, in a line for the user. */
export class ChartError extends Error {}
