/** VS Code's own four themes as a view gets them: the values of the variables that the views read. */

export type ThemeName = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

interface Theme {
  readonly bodyClass: string;
  /** Without their common start, `--vscode-`. */
  readonly variables: Readonly<Record<string, string>>;
}

const fonts = {
  'font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': '"Droid Sans Mono", "DejaVu Sans Mono", monospace',
};

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    bodyClass: 'vscode-light',
    variables: {
      ...fonts,
      foreground: '#3b3b3b',
      descriptionForeground: '#3b3b3b',
      errorForeground: '#f85149',
      focusBorder: '#005fb8',
      'editor-background': '#ffffff',
      'editorHoverWidget-background': '#f8f8f8',
      'editorHoverWidget-foreground': '#3b3b3b',
      'editorHoverWidget-border': '#c8c8c8',
      'list-hoverBackground': '#f2f2f2',
      'progressBar-background': '#005fb8',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'button-hoverBackground': '#0258a8',
      'button-border': 'rgba(0, 0, 0, 0.1)',
      'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b',
      'button-secondaryHoverBackground': '#cccccc',
      'input-background': '#ffffff',
      'input-foreground': '#3b3b3b',
      'input-border': '#cecece',
      'settings-textInputBorder': '#cecece',
      'dropdown-border': '#cecece',
      'charts-foreground': '#3b3b3b',
      'charts-lines': 'rgba(59, 59, 59, 0.5)',
      'charts-red': '#e51400',
      'charts-blue': '#1a85ff',
      'charts-yellow': '#bf8803',
      'charts-green': '#388a34',
      'charts-purple': '#652d90',
    },
  },
  dark: {
    bodyClass: 'vscode-dark',
    variables: {
      ...fonts,
      foreground: '#cccccc',
      descriptionForeground: '#9d9d9d',
      errorForeground: '#f85149',
      focusBorder: '#0078d4',
      'editor-background': '#1f1f1f',
      'editorHoverWidget-background': '#202020',
      'editorHoverWidget-foreground': '#cccccc',
      'editorHoverWidget-border': '#454545',
      'list-hoverBackground': '#2a2d2e',
      'progressBar-background': '#0078d4',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'button-hoverBackground': '#026ec1',
      'button-border': 'rgba(255, 255, 255, 0.07)',
      'button-secondaryBackground': '#313131',
      'button-secondaryForeground': '#cccccc',
      'button-secondaryHoverBackground': '#3c3c3c',
      'input-background': '#313131',
      'input-foreground': '#cccccc',
      'input-border': '#3c3c3c',
      'settings-textInputBorder': '#3c3c3c',
      'dropdown-border': '#3c3c3c',
      'charts-foreground': '#cccccc',
      'charts-lines': 'rgba(204, 204, 204, 0.5)',
      'charts-red': '#f14c4c',
      'charts-blue': '#3794ff',
      'charts-yellow': '#cca700',
      'charts-green': '#89d185',
      'charts-purple': '#b180d7',
    },
  },
  'high-contrast': {
    bodyClass: 'vscode-high-contrast',
    variables: {
      ...fonts,
      foreground: '#ffffff',
      descriptionForeground: 'rgba(255, 255, 255, 0.7)',
      errorForeground: '#f48771',
      focusBorder: '#f38518',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      'editor-background': '#000000',
      'editorHoverWidget-background': '#0c141f',
      'editorHoverWidget-foreground': '#ffffff',
      'editorHoverWidget-border': '#6fc3df',
      'list-hoverBackground': 'rgba(255, 255, 255, 0.1)',
      'progressBar-background': '#6fc3df',
      'button-foreground': '#ffffff',
      'button-border': '#6fc3df',
      'button-secondaryForeground': '#ffffff',
      'input-background': '#000000',
      'input-foreground': '#ffffff',
      'input-border': '#6fc3df',
      'settings-textInputBorder': '#6fc3df',
      'dropdown-border': '#6fc3df',
      'charts-foreground': '#ffffff',
      'charts-lines': 'rgba(255, 255, 255, 0.5)',
      'charts-red': '#f48771',
      'charts-blue': '#3794ff',
      'charts-yellow': '#ffd370',
      'charts-green': '#89d185',
      'charts-purple': '#b180d7',
    },
  },
  'high-contrast-light': {
    bodyClass: 'vscode-high-contrast-light',
    variables: {
      ...fonts,
      foreground: '#292929',
      descriptionForeground: 'rgba(41, 41, 41, 0.7)',
      errorForeground: '#b5200d',
      focusBorder: '#006bbd',
      contrastBorder: '#0f4a85',
      contrastActiveBorder: '#006bbd',
      'editor-background': '#ffffff',
      'editorHoverWidget-background': '#ffffff',
      'editorHoverWidget-foreground': '#292929',
      'editorHoverWidget-border': '#0f4a85',
      'list-hoverBackground': 'rgba(15, 74, 133, 0.1)',
      'progressBar-background': '#0f4a85',
      'button-background': '#0f4a85',
      'button-foreground': '#ffffff',
      'button-border': '#0f4a85',
      'button-secondaryBackground': '#ffffff',
      'button-secondaryForeground': '#292929',
      'input-background': '#ffffff',
      'input-foreground': '#292929',
      'input-border': '#0f4a85',
      'settings-textInputBorder': '#0f4a85',
      'dropdown-border': '#0f4a85',
      'charts-foreground': '#292929',
      'charts-lines': 'rgba(41, 41, 41, 0.5)',
      'charts-red': '#b5200d',
      'charts-blue': '#1a85ff',
      'charts-yellow': '#895503',
      'charts-green': '#374e06',
      'charts-purple': '#652d90',
    },
  },
};

/** Dresses the page as VS Code does: variables on the root, the kind on the body. */
export function applyTheme(name: ThemeName): void {
  const { bodyClass, variables } = themes[name];
  const root = document.documentElement.style;
  for (const property of Array.from(root).filter((known) => known.startsWith('--vscode-'))) {
    root.removeProperty(property);
  }
  for (const [variable, value] of Object.entries(variables)) root.setProperty(`--vscode-${variable}`, value);
  document.body.className = bodyClass;
  document.body.dataset.vscodeThemeKind = bodyClass;
}
