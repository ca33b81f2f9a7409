/** The shape of every report: a Header, Columns, and Rows that nest. Amounts are text with two places, as QuickBooks writes them. */
import type { Frame, Reader } from '../entity.ts';
import { refValue } from '../members.ts';
import { centsText } from '../money.ts';
import type { Store } from '../store.ts';
import { stamp } from '../time.ts';
import type { Json } from '../types.ts';
import type { Asked } from './parameters.ts';

export type Cell = { readonly value: string; readonly id?: string; readonly [member: string]: Json | undefined };

export type ReportRow = {
  readonly Header?: { readonly ColData: readonly Cell[] };
  readonly Rows?: { readonly Row: readonly ReportRow[] };
  readonly Summary?: { readonly ColData: readonly Cell[] };
  readonly ColData?: readonly Cell[];
  readonly type?: 'Section' | 'Data';
  readonly group?: string;
};

export type ReportColumn = {
  readonly ColTitle: string;
  readonly ColType: string;
  readonly MetaData?: readonly { readonly Name: string; readonly Value: string }[];
};

export type Report = { readonly columns: readonly ReportColumn[]; readonly rows: readonly ReportRow[] };

/** Everything a report is made from. */
export type Source = {
  readonly store: Store;
  readonly frame: Frame;
  readonly reader: Reader;
  readonly asked: Asked;
  /** The company's day. */
  readonly today: string;
};

/** An amount: "" where there is nothing, as QuickBooks leaves the cell empty. */
export function amount(cents: number): Cell {
  return { value: cents === 0 ? '' : centsText(cents) };
}

/** An amount that is written even when it is nothing (totals). */
export function total(cents: number): Cell {
  return { value: centsText(cents) };
}

export function named(value: string, id: string): Cell {
  return { value, id };
}

export function data(cells: readonly Cell[]): ReportRow {
  return { ColData: cells, type: 'Data' };
}

export function section(
  parts: Omit<ReportRow, 'type' | 'ColData' | 'Rows'> & { readonly rows?: readonly ReportRow[] },
): ReportRow {
  const { Header, rows, Summary, group } = parts;
  return {
    ...(Header === undefined ? {} : { Header }),
    ...(rows === undefined || rows.length === 0 ? {} : { Rows: { Row: rows } }),
    ...(Summary === undefined ? {} : { Summary }),
    type: 'Section',
    ...(group === undefined ? {} : { group }),
  };
}

export function money(title: string, meta: readonly { Name: string; Value: string }[] = []): ReportColumn {
  return { ColTitle: title, ColType: 'Money', ...(meta.length === 0 ? {} : { MetaData: meta }) };
}

/** The body of the answer. `named` members of the header differ from report to report. */
export function written(name: string, report: Report, source: Source, now: number): { [member: string]: Json } {
  const { asked, reader } = source;
  const currency = reader.get('Preferences', '1')?.body.CurrencyPrefs as { readonly HomeCurrency?: Json } | undefined;
  const header: { [member: string]: Json } = { Time: stamp(now), ReportName: name };
  if (asked.macro !== undefined) header.DateMacro = asked.macro;
  if (asked.basis !== undefined) header.ReportBasis = asked.basis;
  header.StartPeriod = asked.start;
  header.EndPeriod = asked.end;
  header.SummarizeColumnsBy = asked.by;
  header.Currency = refValue(currency?.HomeCurrency) ?? 'USD';
  if (asked.customers !== undefined) header.Customer = asked.customers.join(',');
  const options: Json[] = [];
  if (asked.standard) options.push({ Name: 'AccountingStandard', Value: 'GAAP' });
  if (asked.ageing) options.push({ Name: 'report_date', Value: asked.end });
  options.push({ Name: 'NoReportData', Value: String(report.rows.length === 0) });
  header.Option = options;
  return {
    Header: header,
    Columns: { Column: report.columns as unknown as Json },
    Rows: (report.rows.length === 0 ? {} : { Row: report.rows }) as unknown as Json,
  };
}
