/** The numbers behind a picture, as a table that other programs read: CSV and JSON. */
import { csvFormatRows } from 'd3-dsv';

/** null: there is none. */
type Value = number | string | null;

export interface NumberTable {
  /** Each once, with its unit where it has one. */
  readonly columns: readonly string[];
  /** As long as `columns`. */
  readonly rows: readonly (readonly Value[])[];
}

/** With a line of names; full precision, "NaN" and "Infinity" as they are, empty where there is none. */
export function toCsv({ columns, rows }: NumberTable): string {
  const texts = rows.map((row) => row.map((value) => (value === null ? '' : String(value))));
  return csvFormatRows([[...columns], ...texts]) + '\n';
}

/** One object a row. JSON has no NaN and no infinities: they become the texts "NaN", "Infinity" and "-Infinity". */
export function toJson({ columns, rows }: NumberTable): string {
  const records = rows.map((row) =>
    Object.fromEntries(row.map((value, at) => [columns[at], finiteOrText(value)])),
  );
  return JSON.stringify(records, undefined, 1) + '\n';
}

function finiteOrText(value: Value): Value {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
