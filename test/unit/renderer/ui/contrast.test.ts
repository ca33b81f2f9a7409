import { readFileSync } from 'node:fs';
import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core';
import { describe, expect, test } from 'vitest';
import { theme } from '../../../../renderer/ui/theme.ts';

/** The design's colours, read from the style sheet itself: AA (4.5:1) for every pair of text and ground in use. */
const css = readFileSync(new URL('../../../../renderer/ui/tokens.css', import.meta.url), 'utf8');

const merged = mergeMantineTheme(DEFAULT_THEME, theme);

function colours(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`));
  const found = block.slice(0, block.indexOf('\n}')).matchAll(/--pl-([\w-]+):\s*(#[0-9a-f]{6})/gi);
  return Object.fromEntries([...found].map(([, name, value]) => [name, value]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(one: string, two: string): number {
  const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const grounds = ['bg', 'surface', 'raised', 'sunken', 'hover'];
const pairs: [string, string][] = [
  ...['text', 'text-2', 'text-3'].flatMap((text) => grounds.map((ground): [string, string] => [text, ground])),
  ...['good', 'busy', 'warn', 'bad', 'quiet', 'platform', 'quickbooks', 'base'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    [tone, 'surface'],
    [tone, 'bg'],
  ]),
  ['accent', 'surface'],
  ['accent', 'bg'],
  ['on-accent', 'accent'],
  ['on-bad', 'bad'],
  ['text', 'accent-soft'],
  ['text-2', 'bad-soft'],
  ['text-2', 'warn-soft'],
  ['text-3', 'accent-soft'],
];

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-mantine-color-scheme='dark']"],
])('%s', (name, selector) => {
  const tokens = colours(css.includes(`${selector} {`) ? selector : selector.replaceAll("'", '"'));
  test.each(pairs)('%s on %s is readable', (text, ground) => {
    expect(tokens[text], text).toBeDefined();
    expect(tokens[ground], ground).toBeDefined();
    expect(contrast(tokens[text] ?? '#000000', tokens[ground] ?? '#000000')).toBeGreaterThanOrEqual(4.5);
  });
  // The library draws filled red buttons in a shade of its own list, a little darker under the pointer.
  test.each(['filled', 'under the pointer'])('a filled red button is readable (%s)', (state) => {
    const shade = name === 'dark' ? (state === 'filled' ? 3 : 4) : state === 'filled' ? 7 : 8;
    expect(contrast(tokens['on-bad'] ?? '#000000', theme.colors?.red?.[shade] ?? '#000000')).toBeGreaterThanOrEqual(
      4.5,
    );
  });
  test('the red of the buttons is the red of the text', () => {
    expect(theme.colors?.red?.[name === 'dark' ? 3 : 7]?.toLowerCase()).toBe(tokens.bad);
  });
});

test('filled red buttons take their text from the tokens', () => {
  const of = (color: string) => theme.variantColorResolver?.({ color, theme: merged, variant: 'filled' }).color;
  expect(of('red')).toBe('var(--pl-on-bad)');
  expect(of('teal')).toBe('var(--pl-on-accent)');
});
