/**
 * Buttons and fields, the only module that knows the (archived) webview UI toolkit: a successor replaces this file.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeTextField,
  type Button,
  type TextField,
} from '@vscode/webview-ui-toolkit';
import { setAttribute, setText, type Attributes } from './dom';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());

export interface ButtonControl {
  readonly element: HTMLElement;
  setEnabled(enabled: boolean): void;
  setPrimary(primary: boolean): void;
  setLabel(label: string): void;
}

export interface ButtonOptions {
  readonly label: string;
  readonly testId: string;
  /** Says more than the label where that is short. */
  readonly title?: string;
  readonly primary?: boolean;
  readonly press: () => void;
}

export function button({ label, testId, title, primary = false, press }: ButtonOptions): ButtonControl {
  const control = document.createElement('vscode-button') as HTMLElement & Pick<Button, 'disabled'>;
  control.textContent = label;
  apply(control, { 'data-testid': testId, appearance: primary ? 'primary' : 'secondary' });
  if (title) apply(control, { title });
  control.addEventListener('click', () => {
    if (!control.disabled) press();
  });
  return {
    element: control,
    setEnabled: (enabled) => {
      if (control.disabled === enabled) control.disabled = !enabled;
    },
    setPrimary: (isPrimary) => setAttribute(control, 'appearance', isPrimary ? 'primary' : 'secondary'),
    setLabel: (text) => setText(control, text),
  };
}

export interface FieldControl {
  readonly element: HTMLElement;
  get value(): string;
  set value(text: string);
  /** Marks the value as wrong for assistive technology too. */
  setInvalid(invalid: boolean): void;
}

export interface FieldOptions {
  readonly label: string;
  readonly testId: string;
  /** In characters. */
  readonly width: number;
  /** Called with every change by the user. */
  readonly input: () => void;
  readonly keydown: (event: KeyboardEvent) => void;
}

export function textField({ label, testId, width, input, keydown }: FieldOptions): FieldControl {
  const control = document.createElement('vscode-text-field') as HTMLElement & Pick<TextField, 'value'>;
  apply(control, { 'data-testid': testId, 'aria-label': label, size: width });
  // The toolkit keeps the attribute as it was at first; who looks at the page from outside reads it.
  const reflect = (): void => setAttribute(control, 'value', control.value);
  control.addEventListener('input', () => {
    reflect();
    input();
  });
  control.addEventListener('keydown', keydown);
  return {
    element: control,
    get value() {
      return control.value;
    },
    set value(text) {
      if (control.value !== text) control.value = text;
      reflect();
    },
    setInvalid: (invalid) => setAttribute(control, 'aria-invalid', String(invalid)),
  };
}

function apply(control: HTMLElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) control.setAttribute(name, String(value));
}
