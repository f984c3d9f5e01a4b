/** The grammar of a CronJob's schedule: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format */

const words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

interface Column {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const columns: readonly Column[] = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31 },
  {
    name: "month",
    from: 1,
    to: 12,
    names: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "day of the week", from: 0, to: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

/** What is wrong with a schedule; nothing if Kubernetes takes it. */
export function scheduleProblem(schedule: string): string | undefined {
  if (words.includes(schedule) || /^@every (?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/.test(schedule)) return undefined;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== columns.length) {
    return `must have five fields, minute to day of the week, or be one of ${words.join(", ")}: it has ${fields.length}`;
  }
  const wrong = columns.find((column, index) => !isField(fields[index] ?? "", column));
  return wrong && `must have a ${wrong.name} from ${wrong.from} to ${wrong.to}, a range, a list or a step of them`;
}

const isField = (text: string, column: Column): boolean => text.split(",").every((part) => isPart(part, column));

function isPart(text: string, column: Column): boolean {
  const [range = "", step, ...others] = text.split("/");
  if (others.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === "*" || range === "?") return true;
  const [first = "", last, ...more] = range.split("-");
  const from = valueOf(first, column);
  const to = last === undefined ? from : valueOf(last, column);
  return more.length === 0 && from !== undefined && to !== undefined && from <= to;
}

function valueOf(text: string, { from, to, names = [] }: Column): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : names.indexOf(text.toLowerCase());
  return text !== "" && value >= from && value <= to ? value : undefined;
}

/** Whether the IANA time zone database has the name. `Local` is the control plane's, and refused. */
export function isTimeZone(name: string): boolean {
  if (name === "" || name === "Local") return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
