/** Light or dark: as the system has it, until the person chooses. */
export type Theme = 'light' | 'dark';

const STORAGE_KEY = 'reelay.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** The theme that is shown. */
export function currentTheme(): Theme {
  return stored() ?? (systemIsDark.matches ? 'dark' : 'light');
}

/** Shows what was chosen before. Call before the first paint; `changed` is called whenever the theme changes. */
export function followTheme(changed: () => void): void {
  apply();
  systemIsDark.addEventListener('change', () => changed());
}

/** Shows the other theme and remembers it. */
export function toggleTheme(): void {
  const theme: Theme = currentTheme() === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  document.documentElement.dataset['theme'] = theme;
}

function apply(): void {
  const theme = stored();
  if (theme) document.documentElement.dataset['theme'] = theme;
}

function stored(): Theme | undefined {
  const shown = document.documentElement.dataset['theme'];
  try {
    const value = shown ?? localStorage.getItem(STORAGE_KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined;
  }
}
