import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandIds, runCommandIds, steeringCommandIds } from '../../../src/host/commandIds';
import { configSchema, defaultConfig, hostSettingsSchema } from '../../../src/shared/config';
import { parseConfig, settingKeys } from '../../../src/shared/parseConfig';
import { configurationSections } from '../../../src/tools/contributions';

interface Property {
  scope: string;
  type?: string;
  default: unknown;
  order: number;
  enum?: string[];
  markdownEnumDescriptions?: string[];
}

interface Manifest {
  contributes: {
    commands: { command: string; category: string; icon?: string }[];
    menus: Record<string, { command: string }[]>;
    configuration: { properties: Record<string, Property> }[];
    walkthroughs: {
      steps: { description: string; media: { markdown: string }; completionEvents: string[] }[];
    }[];
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  activationEvents: string[];
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const properties = Object.assign(
  {},
  ...manifest.contributes.configuration.map((section) => section.properties),
) as Record<string, Property>;

describe('settings in package.json', () => {
  it('are what the schemas say: else run "npx tsx src/tools/generateContributions.ts"', () => {
    expect(manifest.contributes.configuration).toEqual(configurationSections());
  });

  it('are all there, with a description of every value', () => {
    const keys = [...settingKeys(configSchema), ...settingKeys(hostSettingsSchema)];
    expect(Object.keys(properties).sort()).toEqual(keys.map((key) => `stn.${key}`).sort());
    for (const property of Object.values(properties)) {
      expect(property.markdownEnumDescriptions?.length).toBe(property.enum?.length);
    }
  });

  it('have defaults that make the default configuration', () => {
    const own = settingKeys(configSchema).map((key) => [key, properties[`stn.${key}`].default]);
    expect(parseConfig(Object.fromEntries(own))).toEqual({ ok: true, value: defaultConfig() });
  });

  it('are restricted in an untrusted workspace where they name a folder or a program', () => {
    const scoped = Object.entries(properties).filter(([, { scope }]) => scope !== 'window');
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect([...restrictedConfigurations].sort()).toEqual(scoped.map(([key]) => key).sort());
    // A free text may name anything; other settings have numbers and fixed choices.
    const free = Object.entries(properties).filter(
      ([, { type, enum: choices }]) => type === 'string' && !choices,
    );
    expect(free.length).toBeGreaterThan(0);
    for (const [key] of free) expect(restrictedConfigurations).toContain(key);
  });
});

describe('package.json', () => {
  it('declares the commands that the extension registers, in category STN with an icon', () => {
    const { commands, menus } = manifest.contributes;
    const ids = [...commandIds, ...steeringCommandIds, ...runCommandIds];
    expect(commands.map(({ command }) => command).sort()).toEqual([...ids].sort());
    for (const { category, icon } of commands) {
      expect(category).toBe('%category%');
      expect(icon).toMatch(/^\$\([a-z-]+\)$/);
    }
    expect(texts.category).toBe('STN');
    for (const { command } of Object.values(menus).flat()) expect(ids).toContain(command);
  });

  it('has a walkthrough of four steps, each with commands and pictures that there are', () => {
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    expect(steps).toHaveLength(4);
    for (const { description, media, completionEvents } of steps) {
      const told = texts[description.replaceAll('%', '')];
      const offered = [...told.matchAll(/\(command:stn\.(\w+)\)/g)].map((match) => match[1]);
      expect(offered.map((command) => `onCommand:stn.${command}`).sort()).toEqual(
        completionEvents.toSorted(),
      );
      for (const command of offered) expect(commandIds).toContain(`stn.${command}`);
      const pictures = [...readFileSync(media.markdown, 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)];
      for (const [, file] of pictures) expect(existsSync(join(dirname(media.markdown), file))).toBe(true);
    }
  });

  it('has a text for every key, and no text that nothing uses', () => {
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]));
    expect([...used].sort()).toEqual(Object.keys(texts).sort());
  });

  it('is activated by nothing but its commands and views', () => {
    expect(manifest.activationEvents).toEqual([
      'onWebviewPanel:stn.dashboard',
      'onWebviewPanel:stn.inspector',
      'onWebviewPanel:stn.comparison',
    ]);
  });
});
