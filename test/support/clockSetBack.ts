/**
 * Loaded into a process before its program (`node --require`): sets its clock back by a day, as somebody does who corrects
 * it, as soon as there is a file (STN_CLOCK_SET_BACK_BY).
 */
import { existsSync } from 'node:fs';

const day = 86_400_000;
const isSetBack = (): boolean => existsSync(process.env.STN_CLOCK_SET_BACK_BY ?? '');

const TrueDate = Date;

globalThis.Date = class extends TrueDate {
  constructor(...parts: [] | [value: number | string | Date]) {
    if (parts.length === 0) super(Date.now());
    else super(parts[0]);
  }

  static override now(): number {
    return TrueDate.now() - (isSetBack() ? day : 0);
  }
} as DateConstructor;
