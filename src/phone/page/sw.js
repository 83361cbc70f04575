// Answers for the page from what was kept when it was first opened. The list and its version are written by mien.
const version = '@VERSION@';
const files = [@FILES@];
const name = `mien-phone-${version}`;

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(name);
    await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const other of await caches.keys()) {
      if (other.startsWith('mien-phone-') && other !== name) await caches.delete(other);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (event) => {
  event.respondWith((async () => {
    const cache = await caches.open(name);
    const kept = await cache.match(event.request, { ignoreSearch: true });
    if (kept) return kept;
    if (event.request.mode === 'navigate') return (await cache.match('./')) ?? fetch(event.request);
    return fetch(event.request);
  })());
});
