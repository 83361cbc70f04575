// Keeps the files of the page in the browser, so that it works without a network.

/** @return whether the page is kept: browsers do that for https and for this machine alone */
export async function keepForLater(say) {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return false;
  say('Keeping the page on this device …');
  try {
    await navigator.serviceWorker.register('sw.js');
    const { active } = await navigator.serviceWorker.ready;
    if (active.state !== 'activated') {
      await new Promise((done) => { active.addEventListener('statechange', () => { if (active.state === 'activated') done(); }); });
    }
    // The one that answers from now on, also for the first visit.
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) => { navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }); setTimeout(done, 3000); });
    }
    return true;
  } catch {
    return false; // Such as in a private window: the page works, but with the network alone.
  }
}
