// Photos: chosen, dropped or pasted; each is read as soon as it is there.
import { ask, formOf, save, typeOf } from './api.js';
import { drawBoxes, drawFace, element, faceCard } from './draw.js';

const most = 16; // pictures of one request
const find = (id) => document.getElementById(id);
let photos = [];

function say(text) {
  find('photo-status').textContent = text;
}

async function show(photo, place) {
  const { result, file } = photo;
  const faces = element('div', { className: 'faces' });
  const both = element('div', { className: 'both' });
  const picture = element('div');
  both.append(picture, faces);
  let bitmap = null;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    picture.append(element('p', { className: 'soft' }, 'This browser cannot show the picture; the server could read it.'));
  }
  if (bitmap) {
    const canvas = element('canvas', {
      className: 'whole', width: bitmap.width, height: bitmap.height, role: 'img',
      'aria-label': `${file.name || 'the picture'} with ${result.faces.length} boxes`,
    });
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    drawBoxes(canvas, result.faces);
    picture.append(canvas);
  }
  result.faces.forEach((face, index) => {
    faces.append(faceCard(`Face ${index + 1}`, face, bitmap ? drawFace(bitmap, face.box) : null));
  });
  if (result.faces.length === 0) faces.append(element('p', {}, 'No face was found.'));
  const name = (file.name || 'picture').replace(/\.[^.]*$/, '');
  const copy = element('button', { type: 'button' }, 'Copy JSON');
  copy.addEventListener('click', async () => {
    const text = JSON.stringify(result, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = 'Copied';
      setTimeout(() => { copy.textContent = 'Copy JSON'; }, 2000);
    } catch {
      save(text, `${name}.json`, 'application/json');
    }
  });
  const marked = element('button', { type: 'button' }, 'Save marked picture');
  marked.addEventListener('click', () => photo.guard(async () => {
    const response = await ask('/v1/analyze', { method: 'POST', headers: { Accept: 'image/jpeg', 'Content-Type': typeOf(file) }, body: file });
    save(await response.blob(), `${name}-faces.jpg`, 'image/jpeg');
  }));
  place.replaceChildren(element('h2', {}, file.name || 'Pasted picture'), element('div', { className: 'row' }, copy, marked), both);
}

async function add(files, guard) {
  const pictures = [...files].filter((file) => file.type.startsWith('image/') || file.type === '');
  if (pictures.length === 0) return;
  find('photo-tools').hidden = false;
  let done = 0;
  for (const file of pictures) {
    say(`Reading ${done + 1} of ${pictures.length} …`);
    const place = element('article', { className: 'panel photo' }, element('h2', {}, file.name || 'Pasted picture'), element('p', { className: 'soft' }, 'Reading …'));
    find('photos').prepend(place);
    const read = await guard(async () => {
      const response = await ask('/v1/analyze', { method: 'POST', headers: { 'Content-Type': typeOf(file) }, body: file });
      const photo = { file, result: await response.json(), guard };
      photos.push(photo);
      await show(photo, place);
      return true;
    }, (error) => place.replaceChildren(element('h2', {}, file.name || 'Pasted picture'), element('p', { className: 'problem' }, error.message)));
    done += read ? 1 : 0;
  }
  const faces = photos.reduce((sum, photo) => sum + photo.result.faces.length, 0);
  say(`${photos.length} ${photos.length === 1 ? 'photo' : 'photos'}, ${faces} ${faces === 1 ? 'face' : 'faces'}`);
}

async function saveTable() {
  let text = '';
  for (let first = 0; first < photos.length; first += most) {
    const files = photos.slice(first, first + most).map((photo) => photo.file);
    const response = await ask('/v1/analyze', { method: 'POST', headers: { Accept: 'text/csv' }, body: formOf(files) });
    const part = await response.text();
    text += first === 0 ? part : part.slice(part.indexOf('\n') + 1);
  }
  save(text, 'faces.csv', 'text/csv');
}

/** @param guard runs work and shows what is wrong with it */
export function startPhotos(guard) {
  const input = find('files');
  const drop = find('drop');
  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = '';
    add(files, guard);
  });
  for (const name of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', name === 'dragover');
    });
  }
  document.addEventListener('drop', (event) => {
    if (!find('photo').hidden) add(event.dataTransfer.files, guard);
  });
  document.addEventListener('paste', (event) => {
    if (!find('photo').hidden && event.clipboardData.files.length > 0) add(event.clipboardData.files, guard);
  });
  find('save-csv').addEventListener('click', () => guard(saveTable));
  find('clear').addEventListener('click', () => {
    photos = [];
    find('photos').replaceChildren();
    find('photo-tools').hidden = true;
    say('');
  });
}
