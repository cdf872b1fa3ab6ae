import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist', 'runs', 'test-results', '.vscode-test', '.tensorflow', '.pytorch']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.mjs'] } } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-console': 'error',
    },
  },
  // The architecture in five lines: who may know whom.
  restrict('src/shared/**', [
    'vscode',
    'node:*',
    '@tensorflow/*',
    '**/files/**',
    '**/host/**',
    '**/trainer/**',
    '**/webview/**',
  ]),
  restrict('src/files/**', ['vscode', '@tensorflow/*', '**/host/**', '**/trainer/**', '**/webview/**']),
  restrict('src/trainer/**', ['vscode', '**/host/**', '**/webview/**']),
  restrict('src/{host/**,extension.ts}', ['@tensorflow/*', '**/trainer/**', '**/webview/**']),
  restrict('webview/**', ['vscode', 'node:*', '@tensorflow/*', '**/files/**', '**/host/**', '**/trainer/**']),
  { files: ['eslint.config.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['src/tools/**', 'src/trainer/cli/**', 'test/**'], rules: { 'no-console': 'off' } },
);

function restrict(files, group) {
  return {
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group, message: 'The architecture keeps these apart: see README, “How it is built”.' },
          ],
        },
      ],
    },
  };
}
