// The gallery: who is known by name, and who of them is in a photo.
import { ask, formOf } from './api.js';
import { element } from './draw.js';

const find = (id) => document.getElementById(id);
const pathOf = (name) => `/v1/gallery/people/${encodeURIComponent(name)}`;

async function list(guard) {
  const { people } = await (await ask('/v1/gallery/people')).json();
  find('people-list').replaceChildren(...people.map(({ person, faces }) => {
    const forget = element('button', { type: 'button', 'aria-label': `Forget ${person}` }, 'Forget');
    forget.addEventListener('click', () => guard(async () => {
      await ask(pathOf(person), { method: 'DELETE' });
      await list(guard);
    }));
    return element('li', {}, element('span', {}, person), element('span', { className: 'soft' }, `${faces} ${faces === 1 ? 'face' : 'faces'}`), forget);
  }));
  if (people.length === 0) find('people-list').append(element('li', {}, element('span', {}, 'Nobody yet.')));
}

function describe(face) {
  if (face.person !== null) return `${face.person} (distance ${face.nearest[0].distance.toFixed(2)})`;
  return face.nearest.length > 0 ? `unknown (nearest: ${face.nearest[0].person}, ${face.nearest[0].distance.toFixed(2)})` : 'unknown';
}

async function look(files) {
  find('people-status').textContent = 'Looking …';
  try {
    const { photos } = await (await ask('/v1/identify', { method: 'POST', body: formOf(files) })).json();
    find('people-found').replaceChildren(...photos.map((photo) => element('li', {}, element('span', {}, photo.file),
      element('span', {}, photo.error ?? (photo.faces.map(describe).join('; ') || 'no face')))));
  } finally {
    find('people-status').textContent = '';
  }
}

/** @param guard runs work and shows what is wrong with it */
export function startPeople(guard) {
  const add = find('people-add');
  add.addEventListener('submit', (event) => {
    event.preventDefault();
    guard(async () => {
      await ask(pathOf(find('people-name').value.trim()), { method: 'POST', body: formOf(find('people-files').files) });
      add.reset();
      await list(guard);
    });
  });
  const input = find('people-find');
  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = '';
    guard(() => look(files));
  });
}

/** Shows who is known; tells whether the server has a gallery. */
export async function showPeople(guard) {
  try {
    await list(guard);
    return true;
  } catch (error) {
    if (error.code === 'gallery') return false;
    throw error;
  }
}
