// Runs before the first paint, so that a chosen dark page never flashes white. A file, because inline scripts are refused.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('probity-color-scheme');
  } catch {}
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
