/** A choice among a few, as the browser has it: the keyboard and screen readers know it. */
import { element } from './dom';

export interface Option {
  readonly value: string;
  readonly name: string;
}

export interface SelectControl {
  readonly element: HTMLElement;
  setValue(value: string): void;
  setOptions(options: readonly Option[]): void;
}

export interface SelectOptions {
  readonly label: string;
  readonly testId: string;
  readonly options: readonly Option[];
  readonly change: (value: string) => void;
}

export function select({ label, testId, options, change }: SelectOptions): SelectControl {
  const control = element('select', { 'data-testid': testId });
  let shown = '';
  const setOptions = (wanted: readonly Option[]): void => {
    const names = JSON.stringify(wanted);
    if (names === shown) return;
    shown = names;
    const { value } = control;
    control.replaceChildren(
      ...wanted.map((option) => element('option', { value: option.value }, option.name)),
    );
    control.value = value;
  };
  setOptions(options);
  control.addEventListener('change', () => change(control.value));
  return {
    element: element('label', { class: 'field' }, element('span', { class: 'muted' }, label), control),
    setValue: (value) => {
      if (control.value !== value) control.value = value;
    },
    setOptions,
  };
}

export interface CheckboxControl {
  readonly element: HTMLElement;
  setChecked(checked: boolean): void;
}

export function checkbox(label: string, testId: string, change: (checked: boolean) => void): CheckboxControl {
  const control = element('input', { type: 'checkbox', 'data-testid': testId });
  control.addEventListener('change', () => change(control.checked));
  return {
    element: element('label', { class: 'field' }, control, label),
    setChecked: (checked) => {
      control.checked = checked;
    },
  };
}
