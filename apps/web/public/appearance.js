// Runs before the first paint, so that a chosen theme never flashes the other one. A file, because inline scripts are refused.
(() => {
  try {
    const chosen = JSON.parse(localStorage.getItem('moltbot-ops.appearance') || '{}');
    if (chosen.theme === 'night' || chosen.theme === 'day') document.documentElement.dataset.theme = chosen.theme;
    if (chosen.motion === 'still') document.documentElement.dataset.motion = 'still';
  } catch {
    // Storage is closed or its content is foreign: the system's own preference stands.
  }
})();
