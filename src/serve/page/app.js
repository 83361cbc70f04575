// The tabs, and what is said when something goes wrong.
import { useToken } from './api.js';
import { startCamera, stopCamera } from './camera.js';
import { closeRecording, openRecording, startClip } from './clip.js';
import { showPeople, startPeople } from './people.js';
import { startPhotos } from './photo.js';

const find = (id) => document.getElementById(id);
const tabs = [...document.querySelectorAll('[role=tab]')];

function complain(error) {
  const problem = find('problem');
  problem.textContent = error.status === 401 ? 'This server wants a token.' : error.message;
  problem.hidden = false;
  if (error.status !== 401) return;
  find('token-form').hidden = false;
  find('token').focus();
}

/** Runs work; what is wrong with it is shown at the top of the page. */
async function guard(work, fail = () => {}) {
  find('problem').hidden = true;
  try {
    return await work();
  } catch (error) {
    complain(error);
    fail(error);
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
    const shown = tabs.filter((one) => !one.hidden);
    const at = shown.indexOf(tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(shown[(next + shown.length) % shown.length], true);
  });
}

async function lookForPeople() {
  find('tab-people').hidden = !(await showPeople(guard));
}

find('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  useToken(find('token').value);
  find('token').value = '';
  find('token-form').hidden = true;
  guard(lookForPeople);
});

startPhotos(guard);
startCamera(guard, {
  open: (recording) => {
    choose(find('tab-clip'), true);
    return guard(() => openRecording(recording));
  },
  close: closeRecording,
});
startClip(guard);
startPeople(guard);
guard(lookForPeople);
