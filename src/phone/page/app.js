// The tabs, what the page is made of, and what is said when something goes wrong.
import { startAlbum } from './album.js';
import { startCamera, stopCamera } from './camera.js';
import { element } from './draw.js';
import { openEngine } from './engine.js';
import { keepForLater } from './offline.js';

const find = (id) => document.getElementById(id);
const tabs = [...document.querySelectorAll('[role=tab]')];

/** Runs work; what is wrong with it is shown at the top of the page. */
async function guard(work) {
  find('problem').hidden = true;
  try {
    return await work();
  } catch (error) {
    find('problem').textContent = error.message;
    find('problem').hidden = false;
    return undefined;
  }
}

function choose(tab, focus) {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute('aria-selected', String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    find(one.getAttribute('aria-controls')).hidden = !chosen;
  }
  if (tab.id !== 'tab-camera') stopCamera();
  if (focus) tab.focus();
}

for (const tab of tabs) {
  tab.addEventListener('click', () => choose(tab, false));
  tab.addEventListener('keydown', (event) => {
    const at = tabs.indexOf(tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(tabs[(next + tabs.length) % tabs.length], true);
  });
}

function showModels(models) {
  find('models').replaceChildren(...models.map((model) => element('li', {},
    element('strong', {}, `${model.id}: ${model.task}`), element('span', { className: 'soft' }, `${model.licence}. ${model.data_terms}`))));
}

await guard(async () => {
  const kept = await keepForLater((text) => { find('state').textContent = text; });
  const engine = await openEngine((text) => { find('state').textContent = text; });
  showModels(engine.models);
  startAlbum(engine, guard);
  startCamera(engine, guard);
  find('state').textContent = kept ? 'Ready. This page now works without a network.' : 'Ready.';
  document.documentElement.dataset.ready = 'true';
});
